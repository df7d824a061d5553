// What every loss says of a prediction, over hidden pixels alone: mae_demo/evaluation.py, one picture at a time.
import { gradient, paste } from "./metrics.js";
import { channelsOf, normalisedPatch, patchOffsets } from "./patches.js";
import { fromBytes } from "./pictures.js";

const CERTAIN = 1e-3; // the cross-entropy of a certain and wrong prediction is infinite
export const EDGES = 0.5; // of the loss 'edge', the weight of gradients beside the MSE's of 1

/**
 * @param {Float32Array} prediction (C, H, W) @param picture the truth @param {Uint8Array} hidden (H·W), one at least
 * @param {number} side of a patch @param {?Float32Array} output what a network with normalised targets says itself
 * @returns {{mse, l1, bce, edge, normpix, rough: [number, number]}} of this picture; rough: the mean gradient of the
 *   pasted picture's hidden pixels and of the truth's, whose means over all pictures make the sharpness
 */
export function lossesOf(prediction, picture, hidden, side, output = null) {
  const { values } = picture, plane = hidden.length, count = pixels(hidden) * channelsOf(picture);
  const sums = { mse: 0, l1: 0, bce: 0 };
  for (let i = 0; i < values.length; i++) {
    if (!hidden[i % plane]) continue;
    const error = prediction[i] - values[i], inside = Math.min(Math.max(prediction[i], CERTAIN), 1 - CERTAIN);
    sums.mse += error * error;
    sums.l1 += Math.abs(error);
    sums.bce -= values[i] * Math.log(inside) + (1 - values[i]) * Math.log(1 - inside);
  }
  const { mse, l1, bce } = Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, sum / count]));
  const pasted = paste(prediction, picture, hidden);
  const rough = [pasted, values].map((each) => gradient(each, picture, hidden) / count);
  const edge = mse + EDGES * edgeError(pasted, picture, hidden);
  return { mse, l1, bce, edge, normpix: normalisedError(output, prediction, picture, hidden, side), rough };
}

/** Losses of many pictures under one mask as those of all. @param all of `lossesOf`, one at least */
export function pooled(all) {
  const mean = (pick) => all.reduce((sum, each) => sum + pick(each), 0) / all.length;
  const [found, truth] = [0, 1].map((which) => mean(({ rough }) => rough[which]));
  const keys = ["mse", "l1", "bce", "edge", "normpix"].map((key) => [key, mean((each) => each[key])]);
  return { ...Object.fromEntries(keys), sharpness: truth ? found / truth : null };
}

const pixels = (hidden) => hidden.reduce((count, covered) => count + covered, 0);

/** The squared error of differences of neighbours, over pairs of which one pixel at least is hidden. @param pasted
 * visible numbers of the truth, hidden ones of a prediction, (C, H, W) */
export function edgeError(pasted, { values, height, width }, hidden) {
  const plane = hidden.length;
  let total = 0, pairs = 0;
  for (const [step, across, down] of [[1, width - 1, height], [width, width, height - 1]])
    for (let at = 0; at < values.length; at += plane)
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) {
          const i = y * width + x;
          if (!hidden[i] && !hidden[i + step]) continue;
          const [here, there] = [at + i, at + i + step].map((k) => pasted[k] - values[k]);
          total += (here - there) ** 2;
          pairs++;
        }
  return total / pairs;
}

/** The MSE of hidden patches without their own mean and deviation. */
function normalisedError(output, prediction, { values, height, width }, hidden, side) {
  const channels = values.length / hidden.length, offsets = patchOffsets(channels, height, width, side, "last");
  const numbers = channels * side * side;
  let sum = 0, count = 0;
  for (let first = 0; first < offsets.length; first += numbers) {
    const own = offsets.subarray(first, first + numbers);
    if (!hidden[own[0] % hidden.length]) continue;
    const truth = normalisedPatch(own, values);
    const said = output ? [...own].map((at) => output[at]) : normalisedPatch(own, prediction);
    truth.forEach((value, i) => (sum += (said[i] - value) ** 2));
    count += numbers;
  }
  return sum / count;
}

/**
 * Answers 'judge' of protocol.js. @param {{network: Function, together: Function}} engine as for `sweepAnswer`; where
 *   one network alone answers, `together` says which, as `own`
 */
export const judgeAnswer = ({ network, together }) => (question, say) => {
  const { masker, name, mask, ensembles = {}, width, height, rgba } = question;
  const { channels, patch_size: side } = network(masker).config;
  const { prediction, seen, hidden, own } = together(ensembles[name] ?? [name], mask, channels, () => {
    return { values: fromBytes(rgba, channels), height, width };
  });
  const isNormalised = own?.config.target_space === "patch-normalised" && own.config.input_space === "pixel";
  const losses = lossesOf(prediction, seen, hidden, side, isNormalised ? own.output(seen, mask) : null);
  say({ last: true, losses });
};
