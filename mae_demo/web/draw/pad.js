// A pad to draw on, white on black as Fashion-MNIST is: by mouse or finger, or by keys, which move a pen.

const SIDE = 280; // pixels of the pad
const PEN = 22; // pixels wide: two of the small picture's
export const SMALL = 28; // pixels of the small picture's side
const STEP = SIDE / SMALL; // pixels that an arrow key moves the pen

/** A point moved by an arrow key, within the pad. @returns {[number, number]} */
export function moved([x, y], key) {
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  const within = (value) => Math.min(Math.max(value, 0), SIDE);
  return [within(x + across * STEP), within(y + down * STEP)];
}

/**
 * Let a canvas be drawn on.
 * @param told called after each line
 * @returns {{clear: () => void, picture: () => Promise<File>}}
 */
export function pad(canvas, told) {
  const context = canvas.getContext("2d");
  let at = [SIDE / 2, SIDE / 2]; // the pen's place
  let isDown = false; // whether the keys' pen draws

  function line(from, to) {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    at = to;
    told();
  }

  function clear() {
    context.fillStyle = "black";
    context.fillRect(0, 0, SIDE, SIDE);
    Object.assign(context, { strokeStyle: "white", lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    isDown = false;
  }

  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  };
  let pointer = null; // the one that draws
  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    line(placeOf(event), placeOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) line(at, placeOf(each));
  });
  for (const type of ["pointerup", "pointercancel"])
    canvas.addEventListener(type, ({ pointerId }) => { if (pointerId === pointer) pointer = null; });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === " ") isDown = !isDown;
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const to = moved(at, event.key);
    if (isDown) line(at, to);
    else at = to;
  });

  /** The drawing at the small size, as a PNG. */
  async function picture() {
    const small = Object.assign(document.createElement("canvas"), { width: SMALL, height: SMALL });
    const drawn = small.getContext("2d");
    drawn.imageSmoothingQuality = "high";
    drawn.drawImage(canvas, 0, 0, SMALL, SMALL);
    const content = await new Promise((resolve) => small.toBlob(resolve, "image/png"));
    return new File([content], "drawing.png", { type: "image/png" });
  }

  clear();
  return { clear, picture };
}
