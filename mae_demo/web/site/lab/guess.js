// Which guess each loss prefers, of a pixel that is white or black: mae_demo/ui/lab/l1_or_mse.py.
import { fill } from "../../shared/words.js";
import { place } from "../place.js";
import { emphasised } from "./figures.js";

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

/** Two sliders, a sentence in which **what is strong** stands so, and all curves. */
export function guessPanel(section, { widgets, words: { l1_or_mse: words }, changed }) {
  const named = { x: words.x, y: words.y, x_limits: null, y_limits: [0, HIGHEST], places: null, height: 300 };
  const chart = place(section.querySelector("#word-chart"), widgets.chart, { value: EMPTY, ...named });
  const [share, guess] = section.querySelectorAll("[type=range]"), said = section.querySelector(".said");
  const steps = Array.from({ length: 21 }, (_, i) => i / 20);

  function show() {
    const probability = share.value / 100, prediction = guess.value / 100;
    for (const input of [share, guess]) input.parentElement.querySelector("output").textContent = input.value;
    const [l1, mse, bce] = expectedLosses(probability, prediction), [median, mean] = bestPredictions(probability);
    const numbers = { guess: prediction, l1, mse, bce, median, mean };
    const inWords = ([key, value]) => [key, value.toFixed(2).replace("Infinity", "∞")];
    const written = Object.fromEntries(Object.entries(numbers).map(inWords));
    said.replaceChildren(...emphasised(fill(probability === 0.5 ? words.said_even : words.said, written)));
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
      changed();
    });
  return {
    values: () => ({ white: Number(share.value), guess: Number(guess.value) }),
    set(values) {
      [share.value, guess.value] = [values.white, values.guess];
    },
    show,
  };
}
