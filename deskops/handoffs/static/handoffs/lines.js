"use strict";
/* Comparing line by line without the mouse: Enter or ↓ goes to the next line's figure, ↑ to the one above,
   = enters the giver's figure. Leaving a field that was changed sends its line (htmx, on change). What is
   pressed at the foot waits until every line is with the server, and keeps its button under the mouse. */
(() => {
  const figures = () => [...document.querySelectorAll("[data-lines] input[data-given]")];
  const move = (from, step) => {
    const all = figures(), to = all[all.indexOf(from) + step];
    if (to) { to.focus(); to.select(); } else if (step > 0) document.querySelector("#foot button")?.focus();
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("[data-lines] input");
    if (!field || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "=" && field.dataset.given !== undefined) {
      event.preventDefault();
      field.value = field.dataset.given;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      move(field, 1);
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (field.dataset.given !== undefined) move(field, 1); else field.blur();
    } else if (event.key === "ArrowUp" && field.dataset.given !== undefined) {
      event.preventDefault();
      move(field, -1);
    }
  });

  const underWay = new Set();
  let waiting = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.closest("[data-lines]")) underWay.add(event.detail.xhr);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!underWay.delete(event.detail.xhr) || underWay.size || !waiting) return;
    const action = waiting;
    waiting = null;
    setTimeout(() => document.querySelector(`#foot form[action="${action}"]`)?.requestSubmit());
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("#foot button")) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#foot")) return;
    if (document.activeElement?.closest("[data-lines]")) document.activeElement.blur();
    if (!underWay.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.target.getAttribute("action");
  }, true);
})();
