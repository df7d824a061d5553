// The error of one picture by the mask ratio, under the masks of the curves of mae_demo/answers/compare.py.
import { makeMask } from "./masking.js";
import { squaredError } from "./metrics.js";
import { fromBytes } from "./pictures.js";

/** A prediction that is kept by its mask: 'hard' asks for the same ones at every ratio. */
function kept(predict) {
  const known = new Map();
  return (picture, mask) => {
    const key = mask.join("");
    if (!known.has(key)) known.set(key, predict(picture, mask));
    return known.get(key);
  };
}

/**
 * Each ratio is a turn of its own, so that no stroke waits for all of them.
 * @param {{network: Function, together: Function, inTurn: Function}} engine network(name): one that is loaded, or
 *   refused. together(names, mask, channels, see): the mean of what some put into a hole, {prediction, seen, hidden}.
 *   inTurn: does something after all that was asked before
 */
export const sweepAnswer = ({ network, together, inTurn }) => async (question, say) => {
  const { masker, name, strategy, balance, seed, ratios, ensembles = {}, width, height, rgba } = question, errors = [];
  let made = null;
  const begin = () => {
    const { config, predict } = network(masker), { channels, patch_size: side } = config;
    const seen = { values: fromBytes(rgba, channels), height, width }, grid = [height / side, width / side];
    return { channels, seen, grid, given: { picture: seen, predict: kept(predict), balance } };
  };
  for (const ratio of ratios) {
    await inTurn(() => {
      const { channels, seen, grid, given } = (made ??= begin()), mask = makeMask(strategy, grid, ratio, seed, given);
      const { prediction, hidden } = together(ensembles[name] ?? [name], mask, channels, () => seen);
      errors.push(squaredError(prediction, seen, hidden));
    });
  }
  say({ last: true, errors });
};
