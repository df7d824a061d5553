// Which checkpoints a choice leads to: no page, only lists of {name, dataset, family, version, loss}.

/** The four choices that lead to a checkpoint, in the order of thought. */
export const AXES = ["dataset", "family", "version", "loss"];

const before = (axis) => AXES.slice(0, AXES.indexOf(axis));
const agree = (axes, chosen) => (entry) => axes.every((axis) => entry[axis] === chosen[axis]);

/**
 * Every choice of an axis, in order, under what is chosen on the axes before it. All losses of a data set are shown, so
 * that the row stands still. @param losses all of them, in their order
 */
export function offered(shelf, chosen, axis, losses) {
  const entries = shelf.filter(agree(axis === "loss" ? ["dataset"] : before(axis), chosen));
  const choices = [...new Set(entries.map((entry) => entry[axis]))];
  if (axis === "version") choices.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return axis === "loss" ? losses.filter((loss) => choices.includes(loss)) : choices;
}

/** The checkpoint that a choice leads to: all before it stays, and after it, what can stay, the loss before all. */
export function reached(shelf, chosen, axis, choice) {
  const entries = shelf.filter((entry) => entry[axis] === choice).filter(agree(before(axis), chosen));
  const kept = (entry) =>
    4 * (entry.family === chosen.family) + 2 * (entry.loss === chosen.loss) + (entry.version === chosen.version);
  return entries.sort((a, b) => kept(b) - kept(a))[0];
}
