// What each loss says of each patch of a prediction: mae_demo/answers/patch_losses.py.
import { EDGES, edgeError } from "./judging.js";
import { paste } from "./metrics.js";
import { hiddenPixels, patchOffsets } from "./patches.js";
import { LOSSES } from "./training/losses.js";

// The losses that name a checkpoint: the term that is taken pixel by pixel, and what else they have
const TERMS_OF = {
  mse: ["mse"], l1: ["l1"], bce: ["bce"], edge: ["mse", "edge"],
  adversarial: ["mse", "adversarial"], wasserstein: ["mse", "adversarial"], elbo: ["bce", "kl"],
};

/**
 * @param network {config, target} as `build` of network.js @param {{said: Float32Array, prediction: Float32Array}} out
 *   its output in its target space and in pixels, (C, H, W) @param picture the truth @param {Uint8Array} mask (N)
 * @returns {{loss: string, l1: number[], mse: number[], own: number[], perfect?: number[], picture: object}}
 *   a number a patch: L1 and MSE of what is shown, and the own loss, as in training, of the output; perfect: what the
 *   cross-entropy says of a perfect copy. picture: {l1, mse, own, edge, whole} over hidden pixels, null where there are
 *   none; `whole` is null, too, where a loss has a part that no checkpoint keeps. loss: "normpix" or the config's
 */
export function patchLosses({ config, target }, { said, prediction }, picture, mask) {
  const { values, height, width } = picture, truth = target(picture), [term, besides] = TERMS_OF[config.loss];
  const offsets = patchOffsets(config.channels, height, width, config.patch_size, "last");
  const count = offsets.length / mask.length, patches = Array.from(mask.keys());
  const byPatch = (key, found, wanted) => patches.map((patch) => {
    const own = offsets.subarray(patch * count, (patch + 1) * count);
    return own.reduce((sum, at) => sum + LOSSES[key](found[at], wanted[at]), 0) / count;
  });

  const l1 = byPatch("l1", prediction, values), mse = byPatch("mse", prediction, values);
  const losses = { l1, mse, own: byPatch(term, said, truth) };
  const figures = { l1: null, mse: null, own: null, edge: null, whole: null };
  const hidden = patches.filter((patch) => mask[patch]);
  if (hidden.length) {
    for (const [key, all] of Object.entries(losses)) {
      figures[key] = hidden.reduce((sum, patch) => sum + all[patch], 0) / hidden.length;
    }
    if (besides === "edge") {
      const pixels = hiddenPixels(picture, mask), wanted = { ...picture, values: truth };
      figures.edge = edgeError(paste(said, wanted, pixels), wanted, pixels);
    }
    if (!besides || besides === "edge") figures.whole = figures.own + EDGES * (figures.edge ?? 0);
  }
  if (term === "bce") losses.perfect = byPatch(term, truth, truth);
  const loss = config.target_space === "patch-normalised" ? "normpix" : config.loss;
  return { loss, ...losses, picture: figures };
}
