// The strip of stages without a server: the lines of source are those of the family, and what the three pictures show
// is drawn. Numbers within the network have no pictures here.
import { listen } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { place } from "./place.js";

/** Place the widget. @param given {stages, folds, activations, words} */
export function stagesOf(widget, { stages, folds: { opens }, activations, words }) {
  const rows = Object.fromEntries(Object.entries(stages).map(([family, all]) => [family, all.map(({ key }) => key)]));
  let drawn = null;
  listen("drawn", (now) => { drawn = now; }, { late: true });
  const props = { words: words.stages, rows, opens, colours: activations };
  const strip = place(document.querySelector("#forward"), widget, props, {
    look() {
      const { name, hidden, network: { family } } = drawn;
      strip.set({ value: { name, mask: toHex(hidden), stages: stages[family] } });
    },
  });
}
