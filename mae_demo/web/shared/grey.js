// Pictures of one channel as numbers from 0 to 1, row by row, as the engine takes and gives them.
import { bytesOf } from "./errors.js";

/** The numbers of a grey picture that can be drawn. @returns {Float32Array} */
export function numbersOf(image) {
  const bytes = bytesOf(image);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes[4 * i] / 255);
}

/** The pixels of numbers: {width, height, data}, four bytes a pixel. */
export function greyPixels(values, width) {
  const data = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, i) => data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
  return { width, height: values.length / width, data };
}

/**
 * The pictures of a sheet of squares.
 * @param image that can be drawn @param {number} side of a picture, in pixels
 * @returns {(index: number) => Float32Array}
 */
export function picturesOf(image, side) {
  const numbers = numbersOf(image), perRow = image.width / side;
  return (index) => {
    const left = (index % perRow) * side, top = Math.floor(index / perRow) * side;
    return Float32Array.from({ length: side * side }, (_, i) =>
      numbers[(top + Math.floor(i / side)) * image.width + left + (i % side)]);
  };
}

/**
 * PSNR in dB, as mae_demo/metrics.py, and L1, of two pictures or of many: over all pixels, or over hidden ones alone.
 * @param {?Uint8Array} hidden as many numbers, 1 = hidden @returns {{psnr: number, l1: number}} null where none is
 */
export function apart(one, other, hidden = null) {
  let square = 0, absolute = 0, count = 0;
  one.forEach((value, i) => {
    if (hidden && !hidden[i]) return;
    square += (value - other[i]) ** 2;
    absolute += Math.abs(value - other[i]);
    count++;
  });
  if (!count) return { psnr: null, l1: null };
  return { psnr: -10 * Math.log10(Math.max(square / count, 1e-10)), l1: absolute / count };
}
