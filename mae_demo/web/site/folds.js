// The folds below the stages without a server: the engine says where a token looks and what each loss says of each
// patch, and puts the picture together from its hidden parts.
import { listen } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { drawable } from "../shared/pictures.js";
import { place } from "./place.js";

/**
 * How many masks one may choose for a picture, least first, as ui/whole.py: with the last, each hides one patch.
 * @param config of the network @param {number} patches of the picture @param counts `whole` of site/folds.py
 */
export function offered({ image_size: size }, patches, { parts, most, few, large }) {
  if (Math.max(...size) > large) return few;
  return patches <= most ? [...parts, patches] : parts;
}

/** Place the widgets. @param given {folds, colours, models, words} @param desk of desk.js @param refuse as there */
export function foldsOf(widgets, { folds, colours, models, words }, networks, desk, refuse) {
  let drawn = null;
  listen("drawn", (now) => { drawn = now; }, { late: true });

  const sums = place(document.querySelector("#one-patch"), widgets.one_patch, {
    words: words.one_patch, difference: folds.difference,
  }, { look: () => desk.inTurn(sumUp).catch(refuse) });
  const parts = place(document.querySelector("#whole"), widgets.whole, {
    words: words.whole, first: folds.whole.first, colours,
  }, { look: ({ parts: asked }) => assemble(asked, drawn).catch(refuse) });

  const looks = place(document.querySelector("#tokens"), widgets.tokens, {
    words: words.tokens, colours: folds.attention,
  }, { look: ({ token }) => desk.inTurn(() => lookFrom(token)).catch(refuse) });

  async function lookFrom(token) {
    const { name, picture, hidden } = drawn;
    if (!networks.has(name) || hidden[token - 1]) return; // it is asked anew when what stands is drawn
    await networks.show(picture);
    const said = await networks.ask({ ask: "attention", name, mask: Uint8Array.from(hidden, Number), token });
    if (!said.outdated) looks.set({ value: said });
  }

  async function sumUp() {
    const { name, picture, hidden } = drawn, { channels } = models[name].config;
    if (!networks.has(name)) return; // there is another by now, which is asked when it is drawn
    await networks.show(picture);
    const said = await networks.ask({ ask: "losses", name, mask: Uint8Array.from(hidden, Number) });
    if (said.outdated) return;
    const places = hidden.flatMap((isHidden, i) => (isHidden ? [i] : []));
    sums.set({ value: { ...said, mask: toHex(hidden), channels, hidden: places } });
  }

  async function assemble(asked, { name, picture, hidden }) {
    const choices = offered(models[name].config, hidden.length, folds.whole), { seed } = folds.whole;
    const taken = Math.max(...choices.filter((count) => count <= asked));
    const isShown = () => drawn.name === name && drawn.picture === picture && networks.has(name);
    // It is begun in its turn, and goes on while strokes are answered
    const begun = await desk.inTurn(async () => {
      if (!isShown()) return null;
      await networks.show(picture);
      return { answer: networks.ask({ ask: "assemble", name, parts: taken, seed }) };
    });
    const said = await begun?.answer.catch((error) => {
      if (isShown()) throw error;
    });
    if (!said || said.outdated) return;
    const { figures, masks } = said, digits = masks.map((mask) => toHex([...mask]));
    const value = { asked, parts: taken, offered: choices, masks: digits, picture: drawable(said.picture), figures };
    parts.set({ value });
  }
}
