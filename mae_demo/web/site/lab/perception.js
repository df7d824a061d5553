// Eye or error: changed pictures to be sorted by eye, and what MSE, L1, PSNR and SSIM say of one that is chosen:
// mae_demo/answers/perception.py. The means over all test pictures are as measured.
import { fill } from "../../shared/words.js";
import { place } from "../place.js";
import { CHANGES } from "./changes.js";
import { controlsOf } from "./controls.js";
import { addressOf, figure, figureRow } from "./figures.js";

const SEED = 0; // of the noise

/** Cards are dealt anew with another picture alone, so that what is sorted stays while another change is tried. */
export function perceptionPanel(section, tools) {
  const { widgets, networks, words: { perception: words, lab: { original } }, data, changed: hear } = tools;
  const controls = controlsOf(section, tools, hear), cards = section.querySelector("#perception-cards");
  const sorting = place(section.querySelector("#sorting"), widgets.sorting, { words });
  let dealt = null; // the picture that is sorted

  /** A picture with a change, or the mean picture instead of it, and its figures. */
  async function changedBy(kind, amount, picture, { side, perception }) {
    const made = { noise, mean: () => Float32Array.from(perception.mean), ...CHANGES }[kind];
    const changed = await made(picture, side, amount);
    const { figures } = await networks.ask({ ask: "measure", changed, original: picture, side });
    return { changed, figures };
  }

  async function noise(picture, side, strength) {
    const question = { ask: "noise", kind: "gaussian", strength, seed: SEED, pictures: picture, side };
    return (await networks.ask(question)).pictures;
  }

  async function deal(picture, measured) {
    const made = await Promise.all(measured.perception.sorted.map(async ([kind, amount]) => {
      const { changed, figures } = await changedBy(kind, amount, picture, measured);
      return { key: `${kind}_${amount}`, picture: addressOf(changed, measured.side), figures };
    }));
    sorting.set({ value: { original: addressOf(picture, measured.side), cards: made } });
  }

  async function show() {
    const measured = await data(), { pictureAt, side, perception: { amounts, means } } = measured;
    const { picture: number, kind, amount: step } = controls.values(), picture = pictureAt(number);
    if (dealt !== number) await deal(picture, measured);
    dealt = number;
    const amount = amounts[kind][step], { changed, figures } = await changedBy(kind, amount, picture, measured);
    const mean = fill(words.means, { figures: fill(words.figures, means[kind][step]) });
    const facts = [fill(words.figures, figures), mean], label = fill(words[`${kind}_by`], { amount });
    cards.replaceChildren(figureRow([figure(picture, side, original), figure(changed, side, label, facts)]));
  }
  return { ...controls, show };
}
