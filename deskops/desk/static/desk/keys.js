"use strict";
/* Single keys. An element marked data-key="s" is pressed by that key while the cursor is in no field:
   digits start acts, letters are the page's own, Enter the main action, Esc the way back.
   Read from the physical key, since a Chinese input method hides the character; ignored while it composes.
   A key waits a moment before it acts: when others follow at once, a scanner was typing. */
(() => {
  const WAIT = 110;
  const $ = (selector, root = document) => root.querySelector(selector);
  const fields = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable=true]";
  let waiting = 0;

  const keyOf = (event) => {
    const found = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code);
    if (found && !(event.shiftKey && event.code.startsWith("Digit"))) return found[1].toLowerCase();
    if (event.code === "Slash") return event.shiftKey || /[?？]/.test(event.key) ? "?" : "/";
    if (event.code === "NumpadEnter") return "Enter";
    return event.key;
  };
  const shown = (element) => element.getClientRects().length > 0 && !element.disabled && element.ariaDisabled !== "true";
  const root = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const marked = (key) => [...root().querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && shown(e));
  const label = (element) => {
    if (element.ariaLabel) return element.ariaLabel;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .count, .sr").forEach((e) => e.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };
  const press = (element) => { element.focus({ preventScroll: true }); element.click(); };

  const help = () => {
    const dialog = $("#keys"), list = $("#keys-here");
    if (!dialog || dialog.open) return;
    list.replaceChildren();
    const names = { Enter: "Enter", Escape: "Esc" };
    for (const element of document.querySelectorAll("[data-key]")) {
      if (!shown(element)) continue;
      const key = document.createElement("dt"), what = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = names[element.dataset.key] ?? element.dataset.key.toUpperCase();
      key.append(cap);
      what.textContent = label(element);
      list.append(key, what);
    }
    $("#keys-none").hidden = list.childElementCount > 0;
    dialog.showModal();
  };

  /* Ctrl+K: every page of the navigation, every act, every button of this page, by its words. */
  const commands = () => {
    const dialog = $("#commands"), list = $("#commands-list"), box = $("#commands-box");
    if (!dialog || document.querySelector("dialog[open]")) return;
    const sources = [...document.querySelectorAll("main [data-key], .side a"), ...$("#commands-acts").content.querySelectorAll("a")];
    const seen = new Set();
    list.replaceChildren(...sources.filter((e) => (!e.isConnected || shown(e)) && !seen.has(label(e)) && seen.add(label(e))).map((element) => {
      const link = document.createElement("a");
      link.href = element.href ?? "#";
      link.role = "option";
      link.append(label(element));
      if (element.dataset.key) link.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
      link.dataset.words = (label(element) + " " + (element.dataset.words ?? "")).toLowerCase();
      if (!element.href) link.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); press(element); });
      return link;
    }));
    box.value = "";
    dialog.showModal();
    choose(0);
  };
  const open = () => [...document.querySelectorAll("#commands-list a:not([hidden])")];
  const choose = (index) => {
    const links = open();
    for (const link of links) link.ariaSelected = "false";
    const link = links[Math.max(0, Math.min(index, links.length - 1))];
    if (link) { link.ariaSelected = "true"; link.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("input", (event) => {
    if (event.target.id !== "commands-box") return;
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const link of document.querySelectorAll("#commands-list a")) link.hidden = !words.every((w) => link.dataset.words.includes(w));
    choose(0);
  });
  const inCommands = (event) => {
    const links = open(), at = links.findIndex((e) => e.ariaSelected === "true");
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter") links[at]?.click();
    else return;
    event.preventDefault();
  };

  /* Arrow keys walk the rows of a list marked data-rows, and go from the search box into its hits. */
  const walk = (event) => {
    const rows = [...document.querySelectorAll("[data-rows] a[data-row]")].filter(shown);
    const at = rows.indexOf(document.activeElement);
    const to = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (!rows.length || (at < 0 && event.key === "ArrowUp")) return;
    event.preventDefault();
    (rows[to] ?? (to < 0 ? $("#search") : rows.at(-1)))?.focus();
  };

  document.addEventListener("desk:scan", () => clearTimeout(waiting)); /* its Enter never comes here */
  document.addEventListener("keydown", (event) => {
    clearTimeout(waiting);
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    const key = keyOf(event);
    if ((event.ctrlKey || event.metaKey) && key === "k") { event.preventDefault(); commands(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.id === "commands-box") { inCommands(event); return; }
    const field = event.target.closest?.(fields);
    if (key === "ArrowDown" || key === "ArrowUp") { if (!field || field.id === "search") walk(event); return; }
    if (field) {
      if (key === "Escape" && root() === document) { event.preventDefault(); field.blur(); }
      return;
    }
    if (event.repeat) return;
    if (key === "/" && root() === document) { event.preventDefault(); $("#search")?.select(); $("#search")?.focus(); return; }
    if (key === "?") { event.preventDefault(); help(); return; }
    if (key === "Enter" && event.target.closest?.("a, button, summary, label")) return;
    if (key === "Escape" && root() !== document) return;
    const element = marked(key);
    if (!element) return;
    event.preventDefault();
    if (key === "Enter" || key === "Escape") press(element);
    else waiting = setTimeout(press, WAIT, element);
  });

  $("main [aria-invalid=true]")?.focus();
})();
