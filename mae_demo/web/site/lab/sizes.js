// What each number of a code is worth, as measured: mae_demo/ui/lab/bottleneck.py.
import { place } from "../place.js";

const BLUE = "#3a7ccf", ORANGE = "#d55e00"; // told apart by colour-blind eyes too

/** @param rows {code, mlp, pca} each, PSNR in dB */
function linesOfSizes(rows, words) {
  const pointsOf = (kind) => rows.map((row) => [String(row.code), row[kind]]);
  const line = (kind, colour) => ({ name: words[kind], colour, points: pointsOf(kind) });
  return { lines: [line("mlp", BLUE), line("pca", ORANGE)], mark: null };
}

/** The chart of sizes; it has no controls. */
export function sizesPanel(section, { widgets, given: { sizes }, words: { bottleneck: words } }) {
  const places = sizes.map(({ code }) => String(code)), limits = { x_limits: null, y_limits: null, places };
  const value = JSON.stringify(linesOfSizes(sizes, words));
  place(section.querySelector("#sizes"), widgets.chart, { value, ...limits, x: words.x, y: words.y, height: 360 });
  return { values: () => ({}), set() {}, show() {} };
}
