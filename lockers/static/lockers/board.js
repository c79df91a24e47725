"use strict";
/* Boxes are walked by the arrow keys, row by row as they stand; Home and End go to the first and last of the
   cabinet, Page Up and Page Down to the next cabinet. One box at a time can be reached by Tab. */
(() => {
  const shelves = [...document.querySelectorAll(".boxes")];
  if (!shelves.length) return;
  for (const shelf of shelves) shelf.style.setProperty("--columns", shelf.dataset.columns);
  const columns = (shelf) => getComputedStyle(shelf).gridTemplateColumns.split(" ").length;
  const go = (box, from) => {
    if (!box) return;
    if (from) from.tabIndex = -1;
    box.tabIndex = 0;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  };
  const first = shelves[0].children[0];
  if (first) first.tabIndex = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const box = document.activeElement, shelf = box?.parentElement;
    const inside = shelf?.classList.contains("boxes");
    const anywhere = document.activeElement === document.body || document.activeElement?.id === "main";
    if (!inside) {
      if (anywhere && event.key.startsWith("Arrow")) { event.preventDefault(); event.stopPropagation(); go(document.querySelector(".boxes > [tabindex='0']") ?? first); }
      return;
    }
    const boxes = [...shelf.children], at = boxes.indexOf(box), place = shelves.indexOf(shelf), wide = columns(shelf);
    const beside = (step) => boxes[at + step] ?? (step > 0 ? shelves[place + 1]?.children[0] : [...(shelves[place - 1]?.children ?? [])].at(-1));
    const to = {
      ArrowRight: () => beside(1), ArrowLeft: () => beside(-1),
      ArrowDown: () => boxes[at + wide] ?? shelves[place + 1]?.children[Math.min(at % wide, shelves[place + 1].children.length - 1)],
      ArrowUp: () => boxes[at - wide] ?? [...(shelves[place - 1]?.children ?? [])].at(-1),
      Home: () => boxes[0], End: () => boxes.at(-1),
      PageDown: () => shelves[place + 1]?.children[0], PageUp: () => shelves[place - 1]?.children[0],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    go(to(), box);
  }, true);
})();
