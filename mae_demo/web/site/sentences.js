// What the canvas says of a picture and of a result, by keys and numbers in words, as mae_demo/ui/sentences.py.
import { fill } from "../shared/words.js";

/**
 * Over a visitor's own picture, and beside its figures: {about, hint}. @param own {width, height, isGrey} of all of it
 * @param part {width, height} that is cut from it @param size [width, height] that the network takes
 */
export function described(own, config, part, [width, height], given) {
  const { results, datasets } = given.words, isTurnedGrey = config.channels === 1 && !own.isGrey, hints = [];
  let about = fill(results[isTurnedGrey ? "turned_grey" : "own_picture"], { width, height });
  if (part.width < width) {
    about = fill(results.enlarged, { about });
    hints.push(results.enlarged_hint);
  }
  if (given.photographs.includes(config.dataset)) {
    if (Math.max(own.width, own.height) > given.longest * Math.min(own.width, own.height)) hints.push(results.cut_hint);
    return { about, hint: hints.join(" ") };
  }
  const kind = datasets[`${config.dataset}_kind`] ?? config.dataset;
  return { about, hint: fill(results.own_hint, { kind }) };
}

/** The key of [results] for a mask that hides nothing or everything, else null: as answers/reconstruction.py. */
export function noteOn({ hidden, patches }, config) {
  if (hidden === 0) return "nothing_hidden";
  if (hidden < patches) return null;
  if (config.target_space === "patch-normalised") return "everything_hidden_normalised";
  if ("blank" in config.architecture) return "everything_hidden_untold";
  return config.architecture.filled ? "everything_hidden_filled" : "everything_hidden";
}

/** Why something is refused, in a sentence. @param error of the engine, with `code` and `values` */
export function refusalOf({ code, values = {}, message }, words) {
  if (!(code in words)) return fill(words.broken, { message: values.message ?? message });
  return fill(words[code], values);
}
