"use strict";
/* What a click does by an attribute: open or close a dialog, print, show the navigation on a phone. */
document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);
  const opener = at("[data-opens]"), toggle = at(".side-toggle");
  if (opener) { event.preventDefault(); document.getElementById(opener.dataset.opens)?.showModal(); }
  at("[data-closes]")?.closest("dialog").close();
  if (at("[data-prints]")) window.print();
  if (toggle) toggle.ariaExpanded = String(toggle.closest(".side").classList.toggle("is-open"));
});

/* A wide table that scrolls sideways can be scrolled by keyboard too. */
for (const box of document.querySelectorAll(".scroll")) {
  if (box.scrollWidth <= box.clientWidth || box.querySelector("a, button, input, select")) continue;
  box.tabIndex = 0;
  box.role = "region";
  box.ariaLabel = box.querySelector("caption")?.textContent.trim() ?? document.title;
}
