// Signing with the finger: the way over the glass is kept as points with their time, and drawn while one writes.
// Without this script the area stays hidden, and one signs by name and code.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-sign]")) prepare(form);
  for (const note of document.querySelectorAll("[data-no-script]")) note.hidden = true;

  function prepare(form) {
    const canvas = form.querySelector("canvas");
    const hint = form.querySelector("[data-hint]");
    const usual = hint.textContent;
    let strokes = [], size = null, began = 0, writing = null;
    form.hidden = false;

    // The size of the field is that of the first stroke: a phone that is turned shows the same signature, scaled.
    function scale() {
      return size ? Math.min(canvas.clientWidth / size.w, canvas.clientHeight / size.h) : 1;
    }

    function draw() {
      const ratio = window.devicePixelRatio || 1;
      canvas.width = Math.round(canvas.clientWidth * ratio);
      canvas.height = Math.round(canvas.clientHeight * ratio);
      const pen = canvas.getContext("2d");
      pen.setTransform(ratio * scale(), 0, 0, ratio * scale(), 0, 0);
      pen.lineWidth = 3.2;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = "#1f2937";
      for (const stroke of strokes) {
        pen.beginPath();
        pen.moveTo(stroke[0][0], stroke[0][1]);
        for (let n = 1; n < stroke.length - 1; n += 1) {
          pen.quadraticCurveTo(stroke[n][0], stroke[n][1],
            (stroke[n][0] + stroke[n + 1][0]) / 2, (stroke[n][1] + stroke[n + 1][1]) / 2);
        }
        const last = stroke[stroke.length - 1];
        pen.lineTo(last[0], last[1]);
        pen.stroke();
      }
    }

    function point(event) {
      const box = canvas.getBoundingClientRect();
      const within = (value, most) => Math.max(0, Math.min(most, Math.round(value / scale())));
      return [within(event.clientX - box.left, size.w), within(event.clientY - box.top, size.h),
        Math.min(600000, Math.round(event.timeStamp - began))];
    }

    canvas.addEventListener("pointerdown", (event) => {
      if (writing !== null || event.button > 0) return;
      event.preventDefault();
      if (!size) {
        size = { w: Math.round(canvas.clientWidth), h: Math.round(canvas.clientHeight) };
        began = event.timeStamp;
      }
      writing = event.pointerId;
      canvas.setPointerCapture(event.pointerId);
      strokes.push([point(event)]);
      hint.textContent = usual;
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerId !== writing) return;
      const stroke = strokes[strokes.length - 1];
      const all = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const one of all.length ? all : [event]) {
        const [x, y, after] = point(one);
        const before = stroke[stroke.length - 1];
        if (Math.hypot(x - before[0], y - before[1]) >= 2) stroke.push([x, y, after]);
      }
      draw();
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(kind, (event) => {
        if (event.pointerId === writing) writing = null;
      });
    }
    form.querySelector("[data-clear]").addEventListener("click", () => {
      strokes = [];
      size = null;
      hint.textContent = usual;
      draw();
    });
    form.addEventListener("submit", (event) => {
      if (!strokes.length) {
        event.preventDefault();
        hint.textContent = hint.dataset.empty;
        return;
      }
      form.elements.strokes.value = JSON.stringify({ ...size, s: strokes });
    });
    window.addEventListener("resize", draw);
    draw();
  }
})();
