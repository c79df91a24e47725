"use strict";
/* The sweep by keyboard: Enter or Space enters "empty" and goes on to the next box that nobody has looked into,
   J "couldn't be opened", L opens the form of what was left, Backspace takes the last mark back.
   Marks go to the server at once, those made meanwhile together; what it stores is what stands here. */
(() => {
  const board = document.querySelector("[data-sweep]");
  if (!board || board.dataset.sweep === "") return;
  const cells = [...board.querySelectorAll("[data-position]")];
  const told = document.getElementById("sweep-told"), unseen = document.querySelector("[data-unseen]");
  const labels = JSON.parse(document.getElementById("sweep-words").textContent);
  const done = [];
  let waiting = new Map(), busy = false;

  const key = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 0x0f) | 0x40; b[8] = (b[8] & 0x3f) | 0x80;
    const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const show = (cell, result) => {
    cell.dataset.result = result;
    cell.className = result ? `is-${result}` : "is-waiting";
    cell.ariaLabel = `${cell.textContent}: ${cell.dataset.label} ${labels[result || "unseen"]}`;
    unseen.textContent = cells.filter((e) => !e.dataset.result).length;
    board.toggleAttribute("data-whole", !cells.some((e) => !e.dataset.result));
  };
  const say = (text, refused) => { told.textContent = text; document.dispatchEvent(new Event(refused ? "desk:refused" : "desk:said")); };
  const send = async () => {
    if (busy || !waiting.size) return;
    busy = true;
    const sent = waiting;
    waiting = new Map();
    board.dataset.sending = "1";
    try {
      const answer = await fetch(board.dataset.sweep, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": board.dataset.token, "HX-Request": "true" },
        body: JSON.stringify({ request_key: key(), marks: Object.fromEntries(sent) }),
      });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (!answer.ok) throw new Error(told.refused ?? labels.failed);
      for (const [position, result] of Object.entries(told.marks)) {
        at(position).dataset.stored = result;
        if (!waiting.has(Number(position))) show(at(position), result);
      }
    } catch (error) {
      for (const position of sent.keys()) if (!waiting.has(position)) show(at(position), at(position).dataset.stored ?? "");
      say(error.message, true);
      go(at([...sent.keys()][0]));
    }
    busy = false;
    delete board.dataset.sending;
    send();
  };
  const at = (position) => cells[Number(position) - 1];
  const go = (cell) => {
    if (!cell) { document.querySelector("#sign [name=number]")?.focus(); return; }
    for (const one of cells) one.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: "nearest" });
  };
  const next = (cell) => {
    const from = cells.indexOf(cell);
    return [...cells.slice(from + 1), ...cells.slice(0, from)].find((e) => !e.dataset.result);
  };
  const mark = (cell, result) => {
    if (cell.dataset.result === "left") { say(labels.left_stays, true); return; }
    waiting.set(Number(cell.dataset.position), result);
    if (result) done.push(cell);
    show(cell, result);
    told.textContent = "";
    go(result ? next(cell) : cell);
    send();
  };
  board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const cell = event.target.closest("[data-position]");
    if (!cell) return;
    const act = {
      Enter: () => mark(cell, "empty"), Space: () => mark(cell, "empty"), NumpadEnter: () => mark(cell, "empty"),
      KeyJ: () => mark(cell, "stuck"), Backspace: () => done.length && mark(done.pop(), ""),
      KeyL: () => { if (!busy && !waiting.size) location.href = cell.dataset.left; else say(labels.busy, true); },
    }[event.code];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  board.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-position]");
    if (cell) { event.preventDefault(); go(cell); }
  });
  window.addEventListener("beforeunload", (event) => { if (busy || waiting.size) event.preventDefault(); });
  go(cells.find((e) => !e.dataset.result));
})();
