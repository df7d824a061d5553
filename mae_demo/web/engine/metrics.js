// How good a reconstruction is, on hidden pixels alone: mae_demo/metrics.py.
import { channelsOf } from "./patches.js";

const WINDOW = (() => {
  const window = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
  const sum = window.reduce((a, b) => a + b);
  return window.map((x) => x / sum);
})();

/**
 * @param {Float32Array} prediction (C, H, W) @param picture the truth @param {Uint8Array} hidden (H·W)
 * @returns {{masked_psnr: ?number, masked_ssim: ?number, masked_l1: ?number, sharpness: ?number}} dB, and fractions;
 *   null where nothing is hidden, and sharpness where the truth is flat
 */
export function measure(prediction, picture, hidden) {
  const { values } = picture, plane = hidden.length, pixels = hidden.reduce((count, covered) => count + covered, 0);
  if (!pixels) return { masked_psnr: null, masked_ssim: null, masked_l1: null, sharpness: null };
  let square = 0, absolute = 0;
  for (let i = 0; i < values.length; i++) {
    if (!hidden[i % plane]) continue;
    const difference = prediction[i] - values[i];
    square += difference * difference;
    absolute += Math.abs(difference);
  }
  const count = pixels * channelsOf(picture), pasted = paste(prediction, picture, hidden);
  const truth = gradient(values, picture, hidden);
  return {
    masked_psnr: -10 * Math.log10(Math.max(square / count, 1e-10)),
    masked_ssim: ssim(pasted, picture, hidden) / count,
    masked_l1: absolute / count,
    sharpness: truth ? gradient(pasted, picture, hidden) / truth : null,
  };
}

/** The visible pixels of a picture and the predicted hidden ones, (C, H, W). */
export function paste(prediction, { values }, hidden) {
  return values.map((value, i) => (hidden[i % hidden.length] ? prediction[i] : value));
}

/** Gradient magnitudes summed over hidden pixels: steps to the neighbours on the right and below. */
function gradient(values, { height, width }, hidden) {
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
function ssim(pasted, { values, height, width }, hidden) {
  const plane = height * width, blur = blurrer(height, width);
  let sum = 0;
  for (let at = 0; at < values.length; at += plane) {
    const p = pasted.subarray(at, at + plane), o = values.subarray(at, at + plane);
    const meanP = blur(p), meanO = blur(o), pp = blur(p.map((x) => x * x)), oo = blur(o.map((x) => x * x));
    const po = blur(p.map((x, i) => x * o[i]));
    for (let i = 0; i < plane; i++) {
      if (!hidden[i]) continue;
      const a = meanP[i], b = meanO[i], varianceP = Math.max(0, pp[i] - a * a), varianceO = Math.max(0, oo[i] - b * b);
      const luminance = (2 * a * b + 0.01 ** 2) / (a * a + b * b + 0.01 ** 2);
      sum += (luminance * (2 * (po[i] - a * b) + 0.03 ** 2)) / (varianceP + varianceO + 0.03 ** 2);
    }
  }
  return sum;
}

/** SSIM's window over planes (H, W) of one size. */
function blurrer(height, width) {
  const line = new Float64Array(Math.max(height, width) + 10);
  /** Blur `count` numbers that lie `step` apart. */
  function along(from, to, at, count, step) {
    for (let i = -5; i < count + 5; i++) {
      const mirrored = i < 0 ? -i : i >= count ? 2 * count - 2 - i : i;
      line[i + 5] = from[at + mirrored * step];
    }
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < 11; k++) sum += WINDOW[k] * line[i + k];
      to[at + i * step] = sum;
    }
  }
  return (plane) => {
    const half = new Float64Array(plane.length), whole = new Float64Array(plane.length);
    for (let y = 0; y < height; y++) along(plane, half, y * width, width, 1);
    for (let x = 0; x < width; x++) along(half, whole, x, height, width);
    return whole;
  };
}
