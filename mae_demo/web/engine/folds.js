// Answers the questions of protocol.js that the folds below the stages ask.
import { complementaryMasks } from "./masking.js";
import { measure } from "./metrics.js";
import { patchLosses } from "./patch_losses.js";
import { hiddenPixels } from "./patches.js";
import { toBytes } from "./pictures.js";
import { refusal } from "./refusal.js";

/**
 * What each loss says of each patch. @param {{network: Function, picture: Function, predicted: Function}} engine
 *   network(name): one that is loaded, or refused. picture(channels): the page's. predicted(name, mask, picture):
 *   {said, prediction} of a network, which is kept
 */
export const lossesAnswer = ({ network, picture, predicted }) => ({ name, mask }, say) => {
  const asked = network(name), seen = picture(asked.config.channels);
  say({ last: true, ...patchLosses(asked, predicted(name, mask, seen), seen, mask) });
};

/** Where a token of the encoder looks: answers/attention.py. @param engine the same */
export const attentionAnswer = ({ network, picture }) => ({ name, mask, token }, say) => {
  const { attention, config } = network(name);
  const seen = [0, ...[...mask.keys()].filter((patch) => !mask[patch]).map((patch) => 1 + patch)];
  const at = seen.indexOf(token);
  if (!attention || at < 0) throw refusal("attention", { name });
  const even = (weights) => Array.from(weights, (weight) => weight * seen.length);
  const maps = attention(picture(config.channels), mask, at).map((heads) => heads.map(even));
  say({ last: true, token, seen, maps });
};

/**
 * A picture put together from its hidden parts: answers/assembly.py. Each mask is a turn of its own, so that no stroke
 * waits for all of them. @param engine the same, and {inTurn, isNewest, space}: does something after all that was asked
 *   before; whether no newer question of this kind has come; gives the arena
 */
export const assemblyAnswer = ({ network, picture, inTurn, isNewest, space }) => async (question, say) => {
  const { name, parts, seed } = question;
  const { seen, masks } = await inTurn(() => {
    const { channels, patch_size: side } = network(name).config, seen = picture(channels);
    const patches = (seen.height / side) * (seen.width / side);
    return { seen, masks: complementaryMasks(patches, parts, seed) };
  });
  const assembled = new Float32Array(seen.values.length);
  for (const mask of masks) {
    if (!isNewest(question)) return say({ last: true, outdated: true });
    await inTurn(() => {
      const hidden = hiddenPixels(seen, mask), prediction = network(name).predict(seen, mask);
      prediction.forEach((value, i) => { if (hidden[i % hidden.length]) assembled[i] = value; });
    });
  }
  await inTurn(() => {
    const everything = new Uint8Array(seen.height * seen.width).fill(1), shown = toBytes(assembled, seen);
    const figures = measure(space(), assembled, seen, everything);
    say({ last: true, masks, picture: shown, figures: { ...figures, patches: masks[0].length } }, [shown.data.buffer]);
  });
};
