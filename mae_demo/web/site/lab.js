// The tab Autoencoders without a server: the panels that need no network.
import { tell } from "../shared/events.js";
import { PANELS } from "../shared/state.js";
import { fill } from "../shared/words.js";
import { place } from "./place.js";

const EMPTY = JSON.stringify({ lines: [], mark: null });
const BLUE = "#3a7ccf", ORANGE = "#d55e00", GREEN = "#009e73"; // told apart by colour-blind eyes too

const HIGHEST = 1.5; // of the chart of losses; BCE goes to infinity where a guess is certain and wrong

/** -share·ln(predicted), and 0 for what never happens. */
const surprise = (share, predicted) => (share === 0 ? 0 : -share * Math.log(predicted));

/** The expected L1, MSE and BCE (in nats) of a prediction, where the pixel is 1 with a probability and 0 otherwise. */
export function expectedLosses(probability, prediction) {
  const black = 1 - probability;
  const l1 = probability * (1 - prediction) + black * prediction;
  const mse = probability * (1 - prediction) ** 2 + black * prediction ** 2;
  return [l1, mse, surprise(probability, prediction) + surprise(black, 1 - prediction)];
}

/** The predictions of least expected L1, the median of both values, and of least MSE and BCE, their mean. */
export const bestPredictions = (probability) => [probability >= 0.5 ? 1 : 0, probability];

/** What each number of a code is worth, as measured. @param rows {code, mlp, pca} each, PSNR in dB */
function linesOfSizes(rows, words) {
  const pointsOf = (kind) => rows.map((row) => [String(row.code), row[kind]]);
  const line = (kind, colour) => ({ name: words[kind], colour, points: pointsOf(kind) });
  return { lines: [line("mlp", BLUE), line("pca", ORANGE)], mark: null };
}

/** Which guess each loss prefers: two sliders, a sentence in which **what is strong** stands so, and all curves.
 * Returns what sets the sliders. */
function wireGuess(panel, words, chart) {
  const [share, guess] = panel.querySelectorAll("[type=range]"), said = panel.querySelector(".said");
  const steps = Array.from({ length: 21 }, (_, i) => i / 20);

  function show() {
    const probability = share.value / 100, prediction = guess.value / 100;
    for (const input of [share, guess]) input.parentElement.querySelector("output").textContent = input.value;
    const [l1, mse, bce] = expectedLosses(probability, prediction), [median, mean] = bestPredictions(probability);
    const numbers = { guess: prediction, l1, mse, bce, median, mean };
    const short = ([key, value]) => [key, value.toFixed(2).replace("Infinity", "∞")];
    const written = Object.fromEntries(Object.entries(numbers).map(short));
    const parts = fill(words.said, written).split("**");
    said.replaceChildren(...parts.map((text, i) =>
      Object.assign(document.createElement(i % 2 ? "strong" : "span"), { textContent: text })));
    const line = (name, colour, which) => ({
      name, colour, points: steps.map((step) => [step, expectedLosses(probability, step)[which]])
        .filter(([, loss]) => loss <= HIGHEST),
    });
    const lines = [line(words.l1, ORANGE, 0), line(words.mse, BLUE, 1), line(words.bce, GREEN, 2)];
    chart.set({ value: JSON.stringify({ lines, mark: prediction }) });
  }
  for (const input of [share, guess])
    input.addEventListener("input", () => {
      show();
      tell("panel", { panel: "l1_or_mse", values: [Number(share.value), Number(guess.value)] });
    });
  show();
  return ([white, guessed]) => {
    [share.value, guess.value] = [white, guessed];
    show();
  };
}

/** What a link sets the controls of a panel to; the default stands for what it does not say, or says wrongly. */
function controlsOf(panel, query) {
  return Object.entries(PANELS[panel]).map(([key, { low, high, fallback }]) => {
    const number = Number(query.get(key) ?? fallback);
    return Number.isInteger(number) && low <= number && number <= high ? number : fallback;
  });
}

/**
 * Fill the tab. @param widget that draws charts @param given {sizes, words}
 * @returns {{open: (panel: string, query: URLSearchParams) => void}} set a panel as a link says, and bring it into view
 */
export function labOf(widget, { sizes, words }) {
  const { bottleneck, l1_or_mse } = words, limits = { x_limits: null, y_limits: null, places: null };
  const value = JSON.stringify(linesOfSizes(sizes, bottleneck)), places = sizes.map(({ code }) => String(code));
  place(document.querySelector("#sizes"), widget,
    { value, ...limits, x: bottleneck.x, y: bottleneck.y, places, height: 360 });
  const named = { x: l1_or_mse.x, y: l1_or_mse.y, y_limits: [0, HIGHEST], height: 300 };
  const chart = place(document.querySelector("#word-chart"), widget, { value: EMPTY, ...limits, ...named });
  const set = { l1_or_mse: wireGuess(document.querySelector("#l1_or_mse-panel"), l1_or_mse, chart) };
  return {
    open(panel, query) {
      const element = document.getElementById(`${panel}-panel`), values = controlsOf(panel, query);
      if (!element) return; // this page does not have it
      set[panel]?.(values);
      tell("panel", { panel, values });
      // Once the charts above it are drawn, for the tab may have been opened just now
      requestAnimationFrame(() => requestAnimationFrame(() => element.scrollIntoView()));
    },
  };
}
