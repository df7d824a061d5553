// How good a reconstruction is, on hidden pixels alone, or a changed picture, on all: mae_demo/metrics.py.
import { channelsOf } from "./patches.js";

const WINDOW = (() => {
  const window = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
  const sum = window.reduce((a, b) => a + b);
  return window.map((x) => x / sum);
})();

/** PSNR in dB of a mean squared error of values from 0 to 1; at most 100. */
export const psnrOf = (mse) => -10 * Math.log10(Math.max(mse, 1e-10));

/** Masked PSNR in dB and L1; null where nothing is hidden. Arguments as in `measure`. */
export function distances(prediction, picture, hidden) {
  const { mse, l1 } = errorsOf(prediction, picture, hidden);
  return { masked_psnr: mse === null ? null : psnrOf(mse), masked_l1: l1 };
}

/** MSE over hidden pixels; null where nothing is hidden. Arguments as in `measure`. */
export const squaredError = (prediction, picture, hidden) => errorsOf(prediction, picture, hidden).mse;

/** MSE and L1 over hidden pixels; null where nothing is hidden. */
function errorsOf(prediction, { values }, hidden) {
  const plane = hidden.length;
  let square = 0, absolute = 0, count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!hidden[i % plane]) continue;
    const difference = prediction[i] - values[i];
    square += difference * difference;
    absolute += Math.abs(difference);
    count++;
  }
  return count ? { mse: square / count, l1: absolute / count } : { mse: null, l1: null };
}

/**
 * Figures over all pixels, as mae_demo/answers/perception.py takes them. @param {Float32Array} changed (C, H, W)
 * @param picture the original @returns {{mse: number, l1: number, psnr: number, ssim: number}} PSNR in dB
 */
export function overall(arena, changed, picture) {
  const all = new Uint8Array(picture.height * picture.width).fill(1), { mse, l1 } = errorsOf(changed, picture, all);
  return { mse, l1, psnr: psnrOf(mse), ssim: ssim(arena, changed, picture, all) / changed.length };
}

/**
 * @param arena room for what is calculated on the way @param {Float32Array} prediction (C, H, W)
 * @param picture the truth @param {Uint8Array} hidden (H·W)
 * @returns {{masked_psnr: ?number, masked_ssim: ?number, masked_l1: ?number, sharpness: ?number}} dB, and fractions;
 *   null where nothing is hidden, and sharpness where the truth is flat
 */
export function measure(arena, prediction, picture, hidden) {
  const pixels = hidden.reduce((count, covered) => count + covered, 0), near = distances(prediction, picture, hidden);
  if (!pixels) return { ...near, masked_ssim: null, sharpness: null };
  const pasted = paste(prediction, picture, hidden), truth = gradient(picture.values, picture, hidden);
  return {
    ...near,
    masked_ssim: ssim(arena, pasted, picture, hidden) / (pixels * channelsOf(picture)),
    sharpness: truth ? gradient(pasted, picture, hidden) / truth : null,
  };
}

/** The visible pixels of a picture and the predicted hidden ones, (C, H, W). */
export function paste(prediction, { values }, hidden) {
  return values.map((value, i) => (hidden[i % hidden.length] ? prediction[i] : value));
}

/** Gradient magnitudes summed over hidden pixels: steps to the neighbours on the right and below. */
export function gradient(values, { height, width }, hidden) {
  const plane = height * width;
  let sum = 0;
  for (let at = 0; at < values.length; at += plane)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (!hidden[i]) continue;
        const right = x + 1 < width ? values[at + i + 1] - values[at + i] : 0;
        const below = y + 1 < height ? values[at + i + width] - values[at + i] : 0;
        sum += Math.sqrt(right * right + below * below);
      }
  return sum;
}

/** Structural similarity summed over hidden pixels and channels: Wang et al. (2004), mirrored edges. */
function ssim({ room, put, view, within, kernels }, pasted, { values, height, width }, hidden) {
  const plane = height * width;
  return within(() => {
    const window = put(WINDOW), line = room(width + 10), half = room(plane), given = room(plane);
    const blurred = Array.from({ length: 5 }, () => room(plane)), views = blurred.map((at) => view(at, plane));
    const [meanP, meanO, squareP, squareO, product] = views, into = view(given, plane);
    let sum = 0;
    for (let at = 0; at < values.length; at += plane) {
      const p = pasted.subarray(at, at + plane), o = values.subarray(at, at + plane);
      [[p], [o], [p, p], [o, o], [p, o]].forEach(([a, b], i) => {
        if (b) for (let k = 0; k < plane; k++) into[k] = a[k] * b[k];
        else into.set(a);
        kernels.blur(given, blurred[i], height, width, window, line, half);
      });
      for (let i = 0; i < plane; i++) {
        if (!hidden[i]) continue;
        const a = meanP[i], b = meanO[i], both = product[i] - a * b;
        const varianceP = Math.max(0, squareP[i] - a * a), varianceO = Math.max(0, squareO[i] - b * b);
        const luminance = (2 * a * b + 0.01 ** 2) / (a * a + b * b + 0.01 ** 2);
        sum += (luminance * (2 * both + 0.03 ** 2)) / (varianceP + varianceO + 0.03 ** 2);
      }
    }
    return sum;
  });
}
