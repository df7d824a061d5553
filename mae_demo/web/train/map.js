// The map of a code of two numbers: held-out pictures in the colour of their class, on what the decoder says there.
import { COLOURS } from "../shared/classes.js";
import { pixelsOf, sharp } from "./drawing.js";

/** @param {{codes: Float32Array, box: number[], field: Float32Array[]}} map of course.js @param labels null: unknown */
export function drawMap(canvas, { codes, box: [left, right, low, high], field }, labels, shape) {
  const sheet = sharp(canvas);
  if (!sheet) return;
  const { context, width, height } = sheet, side = Math.sqrt(field.length), mosaic = mosaicOf(field, side, shape);
  context.imageSmoothingEnabled = false;
  context.globalAlpha = 0.55;
  context.drawImage(mosaic, 0, 0, width, height);
  context.globalAlpha = 1;
  for (let i = 0; i < codes.length / 2; i++) {
    const x = ((codes[2 * i] - left) / (right - left)) * width, y = ((high - codes[2 * i + 1]) / (high - low)) * height;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 7);
    context.fillStyle = labels ? COLOURS[labels[i]] : "#e69f00";
    context.fill();
    context.strokeStyle = "#fffc";
    context.stroke();
  }
}

function mosaicOf(field, side, shape) {
  const { width, height } = shape, mosaic = new OffscreenCanvas(side * width, side * height);
  const context = mosaic.getContext("2d");
  field.forEach((values, i) => {
    const data = new ImageData(pixelsOf(values, shape), width, height);
    context.putImageData(data, (i % side) * width, Math.floor(i / side) * height);
  });
  return mosaic;
}
