"use strict";
/* A form that acts is sent once: its buttons rest until the answer is there. The request key in the form
   stays as it is, so that even the same form sent twice does the thing once on the server.
   A page that the browser brings back from its memory gets its buttons back. */
(() => {
  const buttons = (form) => [...form.elements].filter((e) => e.type === "submit");
  const rest = (form) => {
    form.dataset.sent = "1";
    setTimeout(() => {
      for (const button of buttons(form)) { button.disabled = true; button.dataset.resting = "1"; }
    });
  };
  const wake = (form) => {
    delete form.dataset.sent;
    for (const button of buttons(form)) {
      if (button.dataset.resting) { button.disabled = false; delete button.dataset.resting; }
      button.classList.remove("is-sending");
    }
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.sent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
    if (event.defaultPrevented && !form.hasAttribute("hx-post")) return;
    rest(form);
    event.submitter?.classList.add("is-sending");
    if (form.dataset.download !== undefined) setTimeout(wake, 2000, form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) wake(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(wake);
  });
})();
