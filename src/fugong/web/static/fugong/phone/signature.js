/* A name written on the glass. It is kept as the finger's strokes, so that it is small, sharp, and can be drawn again. */

const STEP = 1.5; // points of the screen between two points of a stroke
const MOST = 9000; // points of all strokes together

/* `signature`: {strokes, width, height} is drawn and written on; `changed` is called after every stroke. */
export function pad(canvas, signature, changed) {
  const pen = canvas.getContext("2d");
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  let stroke = null;

  function prepare() {
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    if (!signature.strokes.length) {
      signature.width = Math.round(canvas.clientWidth);
      signature.height = Math.round(canvas.clientHeight);
    }
    const scale = Math.min(canvas.width / signature.width, canvas.height / signature.height) || 1;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.strokeStyle = "#10202e";
    pen.lineWidth = 2.5;
    pen.lineCap = pen.lineJoin = "round";
    signature.strokes.forEach((points) => points.forEach((point, at) => line(points[Math.max(0, at - 1)], point)));
  }

  function line(from, to) {
    pen.beginPath();
    pen.moveTo(from[0], from[1]);
    pen.lineTo(to[0], to[1]);
    pen.stroke();
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * signature.width;
    const down = ((event.clientY - box.top) / box.height) * signature.height;
    return [Math.round(across * 10) / 10, Math.round(down * 10) / 10];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    try { canvas.setPointerCapture(event.pointerId); } catch (gone) { /* the finger is off already */ }
    stroke = [at(event)];
    line(stroke[0], stroke[0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const [last, next] = [stroke[stroke.length - 1], at(event)];
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
    if (signature.strokes.reduce((sum, each) => sum + each.length, stroke.length) >= MOST) return;
    stroke.push(next);
    line(last, next);
  });
  const end = () => {
    if (!stroke) return;
    signature.strokes.push(stroke);
    stroke = null;
    changed();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  prepare();

  return function clear() {
    signature.strokes = [];
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    prepare();
    changed();
  };
}
