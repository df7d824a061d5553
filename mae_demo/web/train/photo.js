// Crops of a visitor's own photograph, which never leaves the device. A fifth of it is held out, in blocks all over it.

const LONGEST = 400; // pixels
const LEAST = 96; // pixels, so that crops have room
const SIDE = 8; // of a crop
const [LEARNT, HELD] = [2000, 256];
const BLOCK = 24; // pixels of a block's side, at least

/** @param {File} file @returns {Promise<?object>} pictures as the worker takes them; null where this is no picture */
export async function cropsOf(file) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  const [longest, shortest] = [Math.max(image.width, image.height), Math.min(image.width, image.height)];
  const scale = Math.max(Math.min(1, LONGEST / longest), LEAST / shortest);
  const [width, height] = [image.width, image.height].map((side) => Math.round(side * scale));
  const canvas = Object.assign(document.createElement("canvas"), { width, height }), context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return cut(context.getImageData(0, 0, width, height));
}

/** Crops of {width, height, data}, four bytes a pixel. The last 256 are held out; they share no pixel with the rest. */
export function cut({ width, height, data }) {
  const places = placesOf(width, height), plane = SIDE * SIDE, values = new Float32Array(places.length * 3 * plane);
  places.forEach(([left, top], i) => {
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < plane; p++) {
        const x = left + (p % SIDE), y = top + Math.floor(p / SIDE);
        values[(i * 3 + c) * plane + p] = data[4 * (y * width + x) + c] / 255;
      }
  });
  return { count: places.length, height: SIDE, width: SIDE, channels: 3, labels: null, values };
}

/**
 * Left and top of each crop: of places that fill the plane evenly, first those without a held-out pixel, then those of
 * held-out pixels alone. A place with both is left out. They are the same every time.
 */
function placesOf(width, height) {
  const [columns, rows] = [width, height].map((side) => Math.floor(side / BLOCK)), [learnt, held] = [[], []];
  // A knight's move from one held-out block to the next: one in five, in each row and column, and no two that touch
  const isHeld = (x, y) => (Math.floor((x * columns) / width) + 2 * Math.floor((y * rows) / height)) % 5 === 0;
  for (let i = 0; learnt.length < LEARNT || held.length < HELD; i++) {
    const left = Math.floor(((0.5 + i * 0.7548776662) % 1) * (width - SIDE + 1));
    const top = Math.floor(((0.5 + i * 0.5698402910) % 1) * (height - SIDE + 1)), end = SIDE - 1;
    // A block is wider than a crop, so that its corners tell all blocks that it touches
    const corners = [[0, 0], [end, 0], [0, end], [end, end]].filter(([x, y]) => isHeld(left + x, top + y)).length;
    if (corners === 0) learnt.push([left, top]);
    if (corners === 4) held.push([left, top]);
  }
  return [...learnt.slice(0, LEARNT), ...held.slice(0, HELD)];
}
