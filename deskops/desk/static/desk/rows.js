"use strict";
/* Tables that are filled by keyboard. data-grid: Enter and the arrows go down the column, after the last row
   Enter goes on to the next field of the form. data-grows: Enter goes on to the next box, and as soon as
   something stands in the last row a new empty one comes under it, copied from the template beside the table
   with __n__ numbered; Enter in an empty row leaves the table. */
(() => {
  const boxes = (root) => [...root.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((e) => !e.disabled);
  const go = (element) => { element?.focus(); element?.select?.(); };
  const after = (table) => {
    const all = [...table.closest("form").elements].filter((e) => e.type !== "hidden" && !e.disabled && e.getClientRects().length);
    return all.find((e) => table.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING && !table.contains(e));
  };

  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.("table[data-grid], table[data-grows]");
    if (!table || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !event.target.matches("input, select")) return;
    const row = event.target.closest("tr");
    if (table.dataset.grows !== undefined) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const here = boxes(row), empty = here.every((e) => !e.value), next = boxes(table);
      go(empty ? after(table) : next[next.indexOf(event.target) + 1] ?? after(table));
      return;
    }
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = event.target.closest("td").cellIndex;
    const column = boxes(table.tBodies[0]).filter((e) => e.closest("td").cellIndex === place), to = column.indexOf(event.target) + step;
    if (column[to]) go(column[to]);
    else if (event.key === "Enter") go(after(table));
  }, true);

  document.addEventListener("input", (event) => {
    const table = event.target.closest?.("table[data-grows]");
    const row = event.target.closest?.("tr"), body = table?.tBodies[0];
    if (!table || row !== body.rows[body.rows.length - 1] || !event.target.value) return;
    const spare = table.parentElement.parentElement.querySelector("template");
    const numbers = boxes(body).map((e) => Number(/-(\d+)-/.exec(e.name)?.[1] ?? 0));
    const copy = document.createElement("template");
    copy.innerHTML = spare.innerHTML.replaceAll("__n__", String(Math.max(...numbers) + 1));
    body.append(copy.content);
  });
})();
