// Pictures as the page has them, four bytes a pixel, and as networks take them, (C, H, W) from 0 to 1.
import { heatPixels } from "../shared/scale.js";

/** @param rgba four bytes a pixel @returns {Float32Array} (C, H, W); grey pictures have the same byte three times */
export function fromBytes(rgba, channels) {
  const plane = rgba.length / 4, values = new Float32Array(channels * plane);
  for (let c = 0; c < channels; c++) for (let i = 0; i < plane; i++) values[c * plane + i] = rgba[4 * i + c] / 255;
  return values;
}

/** The inverse: {width, height, data}. Values are kept within 0 and 1 and rounded to 256 levels, halves to even. */
export function toBytes(values, { height, width }) {
  const plane = height * width, data = new Uint8ClampedArray(4 * plane), grey = values.length === plane;
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = Math.fround(values[grey ? i : c * plane + i] * 255);
    data[4 * i + 3] = 255;
  }
  return { width, height, data };
}

/** A normalised prediction, which has no brightness of its own: 0 is mid-grey, ±3 deviations are the ends. */
export const normalisedPicture = (output, size) => toBytes(output.map((x) => 0.5 + x / 6), size);

/** |prediction - truth| at each pixel, averaged over the channels. Float32Array (H·W) */
export function pixelErrors(prediction, { values, height, width }) {
  const plane = height * width, channels = values.length / plane, errors = new Float32Array(plane);
  for (let i = 0; i < values.length; i++) errors[i % plane] += Math.abs(prediction[i] - values[i]) / channels;
  return errors;
}

/** An error at each pixel in the colours of a scale, as render.error_map. */
export const errorMap = (errors, { width }, scale) => heatPixels(errors, width, scale);

/** The same, averaged over each patch, as render.patch_error_map. */
export function patchErrorMap(errors, { height, width }, [rows, columns], scale) {
  const tall = height / rows, wide = width / columns, sums = new Float64Array(rows * columns);
  const patch = (i) => Math.floor(i / width / tall) * columns + Math.floor((i % width) / wide);
  errors.forEach((error, i) => (sums[patch(i)] += error));
  return heatPixels(errors.map((_, i) => sums[patch(i)] / (tall * wide)), width, scale);
}
