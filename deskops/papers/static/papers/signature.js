"use strict";
/* A pad to sign on. Points are whole numbers on a sheet of 600 by 200 whatever the screen; the form sends
   them as JSON, the server reads nothing else. Who can't use a pointer ticks "signed on paper". */
(() => {
  if (customElements.get("signature-pad")) return;
  const WIDE = 600, HIGH = 200, MOST = 20000;

  class SignaturePad extends HTMLElement {
    connectedCallback() {
      if (this.canvas) return;
      this.canvas = this.querySelector("canvas");
      this.field = this.querySelector("[data-strokes]");
      this.onPaper = this.querySelector("[data-on-paper]");
      this.paths = this.read();
      this.current = null;
      this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
      this.canvas.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) this.canvas.addEventListener(name, () => this.end());
      this.querySelector("[data-clear]").addEventListener("click", () => { this.paths = []; this.keep(); });
      this.querySelector("[data-undo]").addEventListener("click", () => { this.paths.pop(); this.keep(); });
      this.onPaper.addEventListener("change", () => { this.paths = []; this.keep(); });
      this.watcher = new ResizeObserver(() => this.fit());
      this.watcher.observe(this.canvas);
      this.keep();
    }

    disconnectedCallback() { this.watcher?.disconnect(); }

    read() {
      try { return JSON.parse(this.field.value).paths ?? []; } catch { return []; }
    }

    /* As many dots as the screen has, so that a stroke is smooth on any of them. */
    fit() {
      const wide = Math.round(this.canvas.clientWidth * (window.devicePixelRatio || 1));
      if (wide < 1 || this.canvas.width === wide) return;
      this.canvas.width = wide;
      this.canvas.height = Math.round(wide * HIGH / WIDE);
      this.draw();
    }

    point(event) {
      const box = this.canvas.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * WIDE, y = (event.clientY - box.top) / box.height * HIGH;
      return [Math.min(WIDE, Math.max(0, Math.round(x))), Math.min(HIGH, Math.max(0, Math.round(y)))];
    }

    begin(event) {
      if (this.onPaper.checked || event.button !== 0 || !event.isPrimary) return;
      event.preventDefault();
      this.canvas.setPointerCapture(event.pointerId);
      this.current = [this.point(event)];
      this.paths.push(this.current);
      this.draw();
    }

    move(event) {
      if (!this.current || !event.isPrimary) return;
      const between = event.getCoalescedEvents?.() ?? [];
      for (const each of between.length ? between : [event]) this.add(this.point(each));
      this.draw();
    }

    add([x, y]) {
      const [lastX, lastY] = this.current.at(-1);
      if (x === lastX && y === lastY) return;
      if (this.paths.reduce((sum, path) => sum + path.length, 0) < MOST) this.current.push([x, y]);
    }

    end() {
      if (!this.current) return;
      this.current = null;
      this.keep();
    }

    /* Write down what is drawn, say it, show it. */
    keep() {
      const drawn = this.paths.length > 0 && !this.onPaper.checked;
      this.field.value = drawn ? JSON.stringify({ width: WIDE, height: HIGH, paths: this.paths }) : "";
      this.classList.toggle("is-on-paper", this.onPaper.checked);
      this.querySelector("[data-state]").textContent =
        this.onPaper.checked ? this.dataset.paper : drawn ? this.dataset.signed : this.dataset.empty;
      for (const button of this.querySelectorAll("[data-clear], [data-undo]")) button.disabled = !drawn;
      this.draw();
    }

    draw() {
      const pen = this.canvas.getContext("2d"), scale = this.canvas.width / WIDE;
      pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
      Object.assign(pen, { lineWidth: 3 * scale, lineCap: "round", lineJoin: "round", strokeStyle: "#191e21" });
      for (const path of this.paths) {
        pen.beginPath();
        path.forEach(([x, y], index) => pen[index ? "lineTo" : "moveTo"](x * scale, y * scale));
        if (path.length === 1) pen.lineTo(path[0][0] * scale, path[0][1] * scale);
        pen.stroke();
      }
    }
  }
  customElements.define("signature-pad", SignaturePad);
})();
