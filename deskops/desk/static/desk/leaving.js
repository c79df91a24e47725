"use strict";
/* The way back (Esc) asks first where a person has typed something that was not sent: a form that was only
   opened is left at once, so is one that is as it was. What a refused form carries was typed as well. Fields
   that send themselves (htmx) and forms in dialogs lose nothing. Cancel, Esc again or a click beside keep all. */
(() => {
  const dialog = document.getElementById("leave");
  let way = null, leaves = false;

  const differs = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.type === "file" ? field.files.length > 0 : field.value !== field.defaultValue;
  };
  const own = (field) => /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && field.type !== "hidden" && !field.closest("[hx-post], [hx-get]");
  const unsent = (form) => form.dataset.drawn !== undefined
    || form.querySelector("[data-refused], [aria-invalid=true]")
    || form.dataset.typed !== undefined && [...form.elements].some((field) => own(field) && differs(field));

  const note = (event) => {
    const form = event.isTrusted && event.target.form;
    if (form) form.dataset.typed = "";
  };
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("pointerup", (event) => {
    const form = event.target.matches?.("canvas") && event.target.closest("form");
    if (form) form.dataset.drawn = "";
  });

  document.addEventListener("click", (event) => {
    const back = event.target.closest?.("main [data-key=Escape]");
    if (!back || leaves || !dialog) return;
    if (![...document.querySelectorAll("main form[method=post]:not(dialog *)")].some(unsent)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    way = back;
    dialog.showModal();
  }, true);
  dialog?.querySelector("[data-leaves]").addEventListener("click", () => {
    leaves = true;
    way.click();
    leaves = false; /* the browser may bring this page back from its memory */
  });
})();
