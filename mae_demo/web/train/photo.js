// Crops of a visitor's own photograph, which never leaves the device. The right fifth of it is held out.

const LONGEST = 400; // pixels
const LEAST = 96; // pixels, so that crops have room
const SIDE = 8; // of a crop
const [LEARNT, HELD] = [2000, 256];

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

/** Crops of {width, height, data}, four bytes a pixel: places that fill the plane evenly, the same every time. */
export function cut({ width, height, data }) {
  const plane = SIDE * SIDE, count = LEARNT + HELD, values = new Float32Array(count * 3 * plane);
  const border = Math.floor(0.8 * width);
  for (let i = 0; i < count; i++) {
    const isHeld = i >= LEARNT, [from, room] = isHeld ? [border, width - border - SIDE] : [0, border - SIDE];
    const left = from + Math.floor(((0.5 + i * 0.7548776662) % 1) * (room + 1));
    const top = Math.floor(((0.5 + i * 0.5698402910) % 1) * (height - SIDE + 1));
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < plane; p++) {
        const x = left + (p % SIDE), y = top + Math.floor(p / SIDE);
        values[(i * 3 + c) * plane + p] = data[4 * (y * width + x) + c] / 255;
      }
  }
  return { count, height: SIDE, width: SIDE, channels: 3, labels: null, values };
}
