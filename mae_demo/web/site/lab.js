// The tab Autoencoders without a server: the panels that need no network.
import { fill } from "../shared/words.js";
import { lineChart } from "./chart.js";

const BLUE = "#3a7ccf", ORANGE = "#d55e00"; // told apart by colour-blind eyes too

/** The expected L1 and MSE of a prediction, where the pixel is 1 with a probability and 0 otherwise. */
export function expectedLosses(probability, prediction) {
  const black = 1 - probability;
  const l1 = probability * (1 - prediction) + black * prediction;
  return [l1, probability * (1 - prediction) ** 2 + black * prediction ** 2];
}

/** The predictions of least expected L1, the median of both values, and of least expected MSE, their mean. */
export const bestPredictions = (probability) => [probability >= 0.5 ? 1 : 0, probability];

/** What each number of a code is worth, as measured. @param rows {code, mlp, pca} each, PSNR in dB */
function drawSizes(place, rows, words) {
  const line = (kind, colour) => ({ name: words[kind], colour, values: rows.map((row, i) => [i, row[kind]]) });
  const figures = rows.flatMap(({ mlp, pca }) => [mlp, pca]);
  const low = Math.floor(Math.min(...figures) / 2) * 2, high = Math.ceil(Math.max(...figures) / 2) * 2;
  const ticks = Array.from({ length: (high - low) / 2 + 1 }, (_, i) => [low + 2 * i, String(low + 2 * i)]);
  place.replaceChildren(lineChart({
    lines: [line("mlp", BLUE), line("pca", ORANGE)],
    x: { low: 0, high: rows.length - 1, ticks: rows.map(({ code }, i) => [i, String(code)]), title: words.x },
    y: { low, high, ticks, title: words.y },
    label: words.what,
  }));
}

/** Which guess each loss prefers: two sliders, a sentence in which **what is strong** stands so, and both curves. */
function wireGuess(panel, words) {
  const [share, guess] = panel.querySelectorAll("[type=range]"), said = panel.querySelector(".said");
  const place = panel.querySelector(".chart-place"), steps = Array.from({ length: 21 }, (_, i) => i / 20);
  const tenths = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => [value, value.toFixed(1)]);

  function show() {
    const probability = share.value / 100, prediction = guess.value / 100;
    for (const input of [share, guess]) input.parentElement.querySelector("output").textContent = input.value;
    const [l1, mse] = expectedLosses(probability, prediction), [median, mean] = bestPredictions(probability);
    const numbers = { guess: prediction, l1, mse, median, mean };
    const written = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, value.toFixed(2)]));
    const parts = fill(words.said, written).split("**");
    said.replaceChildren(...parts.map((text, i) =>
      Object.assign(document.createElement(i % 2 ? "strong" : "span"), { textContent: text })));
    const line = (name, colour, which) => ({
      name, colour, values: steps.map((step) => [step, expectedLosses(probability, step)[which]]),
    });
    place.replaceChildren(lineChart({
      lines: [line(words.l1, ORANGE, 0), line(words.mse, BLUE, 1)],
      x: { low: 0, high: 1, ticks: tenths, title: words.x },
      y: { low: 0, high: 1, ticks: tenths, title: words.y },
      mark: prediction,
      label: said.textContent,
    }));
  }
  for (const input of [share, guess]) input.addEventListener("input", show);
  show();
}

/** Fill the tab. @param given {sizes, words} */
export function labOf({ sizes, words }) {
  drawSizes(document.querySelector("#sizes"), sizes, words.bottleneck);
  wireGuess(document.querySelector("#l1_or_mse-panel"), words.l1_or_mse);
}
