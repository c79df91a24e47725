"use strict";
/* A session that ended while somebody was typing: the same person signs in again in a dialog over the page,
   and what was typed is still there, since the page was never left. Nothing is kept in the browser.
   The server is asked before a form is sent after a pause, and when the idle time is over. */
(() => {
  const dialog = document.getElementById("again");
  if (!dialog) return;
  const form = dialog.querySelector("form"), problem = dialog.querySelector("[role=alert]");
  const idle = Number(dialog.dataset.idle) * 1000, pause = 60_000;
  let heard = Date.now(), after = null, timer = 0;

  const alive = async () => {
    try {
      const answer = await fetch(dialog.dataset.ask, { headers: { "X-Unattended": "1" }, cache: "no-store" });
      return answer.status !== 401;
    } catch { return true; }
  };
  const ask = (then) => {
    after = then;
    if (dialog.open) return;
    document.querySelectorAll("dialog[open]").forEach((e) => e.close());
    dialog.showModal();
    form.elements.again.focus();
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => ((await alive()) ? watch() : ask(null)), idle + 2000 - (Date.now() - heard));
  };
  const renew = (token) => {
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    problem.textContent = "";
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
      const said = await answer.json();
      if (!answer.ok) { problem.textContent = said.message; form.elements.again.select(); return; }
      heard = Date.now();
      renew(said.token);
      dialog.close();
      watch();
      after?.();
    } catch { problem.textContent = dialog.dataset.offline; }
    finally { button.disabled = false; form.elements.again.value = ""; }
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());

  document.addEventListener("submit", async (event) => {
    const sent = event.target;
    if (sent.method !== "post" || sent === form || Date.now() - heard < pause || sent.dataset.asked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const send = () => {
      heard = Date.now();
      sent.dataset.asked = "1";
      sent.requestSubmit(event.submitter);
      delete sent.dataset.asked;
    };
    if (await alive()) send();
    else ask(send);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr?.status !== 401) { if (!event.detail.requestConfig?.headers?.["X-Unattended"]) heard = Date.now(); return; }
    const { verb, path, elt, target, parameters } = event.detail.requestConfig;
    ask(() => window.htmx.ajax(verb.toUpperCase(), path, { source: elt, target, values: parameters }));
  });
  watch();
})();
