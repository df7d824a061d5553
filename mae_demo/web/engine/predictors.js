// What a checkpoint, a baseline or an ensemble puts into a hole.
import { BASELINES } from "./baselines.js";
import { hiddenPixels } from "./patches.js";

/**
 * @param {{network: Function, picture: Function, space: () => object}} engine network(name): one that is loaded, or
 *   refused. picture(channels): the page's. space(): the arena
 * @returns {{filled: Function, together: Function}}
 *   filled(name, mask, channels, see): of a checkpoint, or of a baseline for so many channels, {own, seen, hidden,
 *   prediction}; see: gives another picture than the page's
 *   together(names, ...): the same of an ensemble, which has the mean of its members' predictions
 */
export function fillingOf({ network, picture, space }) {
  function filled(name, mask, channels, see = picture) {
    const own = Object.hasOwn(BASELINES, name) ? null : network(name), seen = see(own?.config.channels ?? channels);
    const hidden = hiddenPixels(seen, mask), fill = BASELINES[name];
    // A thin plate may rise over white and sink under black; what is shown and measured stays within, as on the server
    const within = (values) => values.map((x) => (x < 0 ? 0 : x > 1 ? 1 : x));
    return { own, seen, hidden, prediction: own ? own.predict(seen, mask) : within(fill(space(), seen, hidden)) };
  }

  function together(names, mask, channels, see) {
    const members = names.map((name) => filled(name, mask, channels, see));
    if (members.length === 1) return members[0];
    return { ...members[0], own: null, prediction: meanOf(members.map((member) => member.prediction)) };
  }

  return { filled, together };
}

/** The mean of several predictions, number by number. */
function meanOf(predictions) {
  const sum = (i) => predictions.reduce((total, values) => total + values[i], 0);
  return predictions[0].map((_, i) => sum(i) / predictions.length);
}
