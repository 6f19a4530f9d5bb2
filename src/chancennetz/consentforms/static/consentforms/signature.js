// Fields to sign in. Points only, in the field's own units; the server paints the picture anew.

const LEAST_STEP = 3;

function prepare(pad) {
  const canvas = pad.querySelector("canvas");
  const value = pad.querySelector("[data-pad-value]");
  const status = pad.querySelector("[data-pad-status]");
  const pen = canvas.getContext("2d");
  const strokes = read(value.value);
  let current = null;

  pen.lineWidth = 7;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = pen.fillStyle = getComputedStyle(canvas).color;
  strokes.forEach((stroke) => stroke.forEach((point, index) => draw(stroke[index - 1], point)));

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * canvas.width;
    const y = ((event.clientY - box.top) / box.height) * canvas.height;
    return [within(x, canvas.width), within(y, canvas.height)];
  }

  function draw(from, to) {
    pen.beginPath();
    if (from) {
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.stroke();
    } else {
      pen.arc(...to, pen.lineWidth / 2, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  function add(point) {
    const last = current[current.length - 1];
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_STEP) return;
    current.push(point);
    draw(last, point);
  }

  function keep() {
    current = null;
    value.value = strokes.length ? JSON.stringify(strokes) : "";
    status.textContent = strokes.length ? pad.dataset.padSigned : pad.dataset.padEmpty;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button > 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [];
    strokes.push(current);
    add(at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || !event.isPrimary) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [event];
    (events.length ? events : [event]).forEach((one) => add(at(one)));
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => current && keep());
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    strokes.length = 0;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    keep();
  });
  keep();
}

function within(value, limit) {
  return Math.round(Math.min(Math.max(value, 0), limit));
}

function read(text) {
  try {
    const strokes = JSON.parse(text || "[]");
    return Array.isArray(strokes) ? strokes : [];
  } catch {
    return [];
  }
}

document.querySelectorAll("[data-pad]").forEach(prepare);
