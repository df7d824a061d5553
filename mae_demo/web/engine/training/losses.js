// Losses as figures; their gradients are kernels. Means over all numbers, as torch.nn.functional's.

const LEAST_LOG = -100; // as torch's binary cross-entropy, so that a sure mistake is not infinite
const LEAST = 0.01; // of a filling that is taken as a probability, and 1 less this the most

export const LOSSES = {
  mse: (p, x) => (p - x) ** 2,
  l1: (p, x) => Math.abs(p - x),
  bce: (p, x) => -(x * Math.max(Math.log(p), LEAST_LOG) + (1 - x) * Math.max(Math.log(1 - p), LEAST_LOG)),
};

/** The sum of a loss over the numbers of a prediction and its target. */
export function lossSum(loss, predictions, targets) {
  const of = LOSSES[loss];
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += of(predictions[i], targets[i]);
  return sum;
}

/** A filling as a probability that cross-entropy can judge. */
export const clear = (value) => Math.min(1 - LEAST, Math.max(LEAST, value));

/** PSNR in dB of a mean squared error, of numbers from 0 to 1. */
export const psnr = (mse) => -10 * Math.log10(mse);
