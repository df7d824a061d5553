// Blend the seams of a prediction, a post-process after the network: mae_demo/blending.py, where the formula stands.
import { neighbours, placesOf } from "./baselines.js";
import { hiddenPixels, patchSizeOf } from "./patches.js";

const WEIGHT = 0.4, SWEEPS = 16; // as there

/**
 * @param {Float32Array} prediction (C, H, W) from 0 to 1 @param picture of which visible pixels are used
 * @param mask (N), whose patches are those that have borders
 * @returns {Float32Array} (C, H, W): hidden pixels are blended, visible ones are the prediction's
 */
export function blend(prediction, picture, mask) {
  const { values, height, width } = picture, plane = height * width, side = patchSizeOf(picture, mask);
  const hidden = hiddenPixels(picture, mask), places = placesOf(hidden), share = WEIGHT / 4;
  const around = Int32Array.from(places.flatMap((i) => neighbours(i, height, width)));
  const own = Int32Array.from(places.flatMap((i) => within(i, side, width)));
  const meanOf = (numbers, list, n) =>
    (numbers[list[4 * n]] + numbers[list[4 * n + 1]] + numbers[list[4 * n + 2]] + numbers[list[4 * n + 3]]) / 4;

  const output = prediction.slice();
  for (let at = 0; at < values.length; at += plane) {
    const said = prediction.subarray(at, at + plane), shown = values.slice(at, at + plane);
    for (const i of places) shown[i] = said[i];
    // How far the prediction lies over the mean of its neighbours, where a patch has none but its own
    const wanted = places.map((i, n) => (1 + share) * said[i] - meanOf(said, own, n));
    const solved = new Float32Array(places.length);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (let n = 0; n < places.length; n++) solved[n] = (meanOf(shown, around, n) + wanted[n]) / (1 + share);
      for (let n = 0; n < places.length; n++) shown[places[n]] = solved[n];
    }
    for (const i of places) output[at + i] = Math.min(1, Math.max(0, shown[i]));
  }
  return output;
}

/** The four neighbours of a pixel in its own patch; beyond the patch's border stands the pixel itself. */
function within(i, side, width) {
  const x = (i % width) % side, y = Math.floor(i / width) % side;
  return [x ? i - 1 : i, x + 1 < side ? i + 1 : i, y ? i - width : i, y + 1 < side ? i + width : i];
}
