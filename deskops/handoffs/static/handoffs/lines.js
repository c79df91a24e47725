"use strict";
/* Comparing line by line without the mouse: Enter or ↓ goes to the next line's figure, ↑ to the one above,
   = enters the giver's figure. Leaving a field that was changed sends its line (htmx, on change). */
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
})();
