"use strict";
/* Amounts as typed: full-width figures become plain ones, ¥ and spaces go, 12.5 shows as 12.50 when the
   field is left, a quantity stays as typed. Nothing is rounded: a third decimal place stays for the server to refuse.
   Denominations: count × face adds up while typing, in whole fen; Enter moves down. */
(() => {
  const amounts = "input[data-money], input[inputmode=decimal]:not(.quantity)";
  const plain = (text) => text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[．。]/g, ".").replace(/[，,]/g, "").replace(/[－−]/g, "-").replace(/[¥￥\s]/g, "");
  const padded = (text) => {
    const found = /^(-?\d+)(?:\.(\d{0,2}))?$/.exec(text);
    return found ? `${found[1]}.${(found[2] ?? "").padEnd(2, "0")}` : text;
  };
  const fen = (text) => {
    const found = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text);
    return found ? BigInt(found[1]) * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : 0n;
  };
  const written = (value) => {
    const text = value.toString().padStart(3, "0");
    return text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + text.slice(-2);
  };
  const add = (grid) => {
    let sum = 0n;
    for (const row of grid.querySelectorAll("tr[data-face]")) {
      const count = plain(row.querySelector("input").value);
      const amount = /^\d+$/.test(count) ? BigInt(count) * fen(row.dataset.face) : 0n;
      row.querySelector("output").value = written(amount);
      sum += amount;
    }
    grid.querySelector("[data-sum]").value = written(sum);
  };
  document.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const grid = event.target.closest?.("[data-denominations]");
    if (grid) add(grid);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.(amounts)) {
      const value = padded(plain(event.target.value));
      if (value !== event.target.value) {
        event.target.value = value;
        event.target.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } else if (event.target.matches?.("input[inputmode=numeric], input.quantity")) event.target.value = plain(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    const grid = event.target.closest?.("[data-denominations]");
    if (!grid || !event.target.matches("input") || event.isComposing) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const inputs = [...grid.querySelectorAll("tr[data-face] input")], to = inputs.indexOf(event.target) + step;
    if (event.key === "Enter" && to === inputs.length) {
      event.preventDefault();
      grid.closest("form")?.querySelector("[data-key=Enter]")?.focus();
    } else if (inputs[to]) {
      event.preventDefault();
      inputs[to].focus();
      inputs[to].select();
    }
  }, true);
  document.querySelectorAll("[data-denominations]").forEach(add);
})();
