// The table under the wall without a server: what every loss says of each that is compared, over all sample pictures.
// It is computed while nothing else is: one picture by one network at a time, so that no stroke waits for it.
import { pooled } from "../engine/judging.js";
import { sampleOf } from "./selection.js";
import { section, table } from "./table.js";

const BEST_LOW = ["mse", "l1", "bce", "edge", "normpix"]; // the best sharpness is 1

const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));

/** The name of the best by each verdict, as `evaluation.best`. @param {Object<string, object>} said by name */
export function bestOf(said) {
  const names = Object.keys(said);
  if (names.length < 2) return {};
  const least = (far) => names.reduce((best, name) => (far(said[name]) < far(said[best]) ? name : best));
  const winners = Object.fromEntries(BEST_LOW.map((key) => [key, least((verdict) => verdict[key])]));
  if (said[names[0]].sharpness !== null) winners.sharpness = least(({ sharpness }) => Math.abs(sharpness - 1));
  return winners;
}

function tableOf(said, { words, labels, digits }) {
  const winners = bestOf(said), keys = Object.keys(digits);
  const rows = Object.entries(said).map(([name, verdict]) => [labels[name], "", keys.map((key) => {
    const figure = verdict[key] === null ? "–" : verdict[key].toFixed(digits[key]);
    return winners[key] === name ? `★ ${figure}` : figure;
  })]);
  return table(words.judged, keys.map((key) => words[`judge_${key}`]), rows);
}

/**
 * @param {Element} place of the table @param given {samples, beside, models, ensembles, words, labels, digits}
 * @returns {(question: {names: string[], masker: string, hidden: boolean[], size: number[]}) => Promise} fills it;
 *   size: width and height of the picture that is compared, to which the samples are cut
 */
export function judgingOf(place, given, networks) {
  const { words: { compare: words }, ensembles } = given;
  let turn = 0;

  const show = (note, figures) => place.replaceChildren(section(words.matrix, note, figures));

  return async ({ names, masker, hidden, size }) => {
    const mine = ++turn, mask = Uint8Array.from(hidden, Number);
    if (!mask.includes(1)) return place.replaceChildren();
    show(words.judging);
    const { channels } = given.models[masker].config, opened = given.samples[given.beside[masker]];
    const pictures = await Promise.all(opened.map(async (sample) =>
      (await sampleOf(sample, given)).fittedTo(size, channels)));
    const said = {};
    for (const name of names) {
      const all = [];
      for (const { width, height, data } of pictures) {
        await idle();
        if (mine !== turn) return;
        const question = { ask: "judge", masker, name, mask, width, height, rgba: data, ensembles };
        try {
          all.push((await networks.ask(question)).losses);
        } catch (error) {
          if (mine === turn) throw error; // of a table that nobody waits for any more, nothing is said
          return;
        }
      }
      said[name] = pooled(all);
    }
    if (mine === turn) show(words.matrix_note, tableOf(said, { words, labels: given.labels, digits: given.digits }));
  };
}
