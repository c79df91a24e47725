"use strict";
/* A hand scanner types like a very fast clerk: three keys or more, each less than 100 ms after the one
   before, ended by Enter, and no character in the second before the first: the quick end of what a clerk
   types is no scan. Read from the physical keys (event.code), so that the input method's
   full-width mode can't corrupt a number. What is scanned goes, in this order, to the field that has
   the cursor if it is marked data-scan, to the page's field marked data-scan="page", to the search box.
   Other fields that have the cursor are left alone: the scanner types there like anybody. */
(() => {
  const GAP = 100, PAUSE = 1000, LEAST = 3;
  const MARKS = { Minus: ["-", "_"], Slash: ["/", "?"], Period: [".", ">"], Equal: ["=", "+"], Space: [" ", " "],
    NumpadSubtract: ["-", "-"], NumpadDecimal: [".", "."], NumpadDivide: ["/", "/"], Semicolon: [";", ":"] };
  let text = "", last = -Infinity, byHand = false;
  const forget = () => { text = ""; last = -Infinity; byHand = false; };

  const character = (event) => {
    const found = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    if (found) return event.shiftKey && event.code.startsWith("Digit") ? ")!@#$%^&*("[found[1]] : found[1];
    const letter = /^Key([A-Z])$/.exec(event.code);
    const upper = event.shiftKey !== event.getModifierState("CapsLock");
    if (letter) return upper ? letter[1] : letter[1].toLowerCase();
    return MARKS[event.code]?.[event.shiftKey ? 1 : 0] ?? null;
  };
  const editable = (element) => element.closest?.("input, select, textarea, [contenteditable=true]");
  const excluded = (element) => editable(element) && !element.matches("[data-scan], [type=checkbox], [type=radio]");

  const target = () => {
    const here = document.activeElement;
    if (here?.matches?.("[data-scan]")) return here;
    const open = document.querySelector("dialog[open]");
    return open ? open.querySelector("[data-scan]") : document.querySelector("[data-scan=page]") ?? document.querySelector("#search");
  };
  const deliver = (code) => {
    const field = target();
    const scanned = new CustomEvent("desk:scan", { bubbles: true, cancelable: true, detail: { code, field } });
    if (!(field ?? document).dispatchEvent(scanned) || !field) return;
    field.value = code;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field.dataset.scanNext !== undefined) next(field);
    else field.form?.requestSubmit();
  };
  const next = (field) => {
    const all = [...field.form.elements].filter((e) => e.type !== "hidden" && !e.disabled);
    all[all.indexOf(field) + 1]?.focus();
  };

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || excluded(event.target)) { forget(); return; }
    if (event.key === "Shift" || event.key === "CapsLock") return;
    const since = event.timeStamp - last, inTime = since < GAP;
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      const code = text, scanned = inTime && !byHand && code.length >= LEAST;
      forget();
      if (!scanned) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.isComposing) event.target.addEventListener("compositionend", () => setTimeout(deliver, 0, code), { once: true });
      else deliver(code);
      return;
    }
    const typed = character(event);
    if (typed === null || typed === "/" && !inTime) { forget(); return; } /* "/" opens the search */
    if (!inTime) byHand = since < PAUSE;
    text = inTime ? text + typed : typed;
    last = event.timeStamp;
  }, true);

  /* A scan loop answers with a sound: one short high tone for taken, two low ones for refused. */
  const tone = (hertz, from, length) => {
    const audio = (tone.audio ??= new AudioContext());
    const source = audio.createOscillator(), volume = audio.createGain();
    source.frequency.value = hertz;
    volume.gain.value = 0.08;
    source.connect(volume).connect(audio.destination);
    source.start(audio.currentTime + from);
    source.stop(audio.currentTime + from + length);
  };
  document.addEventListener("desk:taken", () => tone(1320, 0, 0.08));
  document.addEventListener("desk:refused", () => { tone(330, 0, 0.14); tone(330, 0.2, 0.14); });
})();
