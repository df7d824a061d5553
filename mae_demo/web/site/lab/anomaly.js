// Anomaly detection: which test pictures a threshold reports, by measured errors: mae_demo/answers/anomaly.py.
import { fill } from "../../shared/words.js";
import { place } from "../place.js";
import { controlsOf } from "./controls.js";
import { emphasised, figure, figureRow } from "./figures.js";

const MOST = 48; // pictures on show

/**
 * What a threshold reports. @param {number[]} errors of each picture @param {boolean[]} odd whether it is an anomaly
 * @returns {{hits: number, false_alarms: number, largest: number[]}} places of the largest errors, MOST at most
 */
export function reported(errors, odd, threshold) {
  const places = [...errors.keys()].filter((place) => errors[place] >= threshold);
  const hits = places.filter((place) => odd[place]).length;
  const largest = places.sort((a, b) => errors[b] - errors[a]).slice(0, MOST);
  return { hits, false_alarms: places.length - hits, largest };
}

/** Two charts, a threshold, and what it reports. */
export function anomalyPanel(section, tools) {
  const { widgets, given: { lab }, words: { anomaly: words }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed), plain = { places: null, height: 260 };
  const [histogram, curve] = lab.odd;
  const bars = { x: words.error, y: words.pictures, x_limits: null, y_limits: null };
  place(section.querySelector("#odd-histogram"), widgets.chart, { value: histogram, ...bars, ...plain });
  const whole = { x: words.false_alarms, y: words.hits, x_limits: [0, 1], y_limits: [0, 1] };
  place(section.querySelector("#odd-curve"), widgets.chart, { value: curve, ...whole, ...plain });

  async function show() {
    const { pictureAt, side, labels, errors, odd } = await data();
    const { hits, false_alarms, largest } = reported(errors, odd, controls.values().threshold / 1000);
    const all = odd.filter(Boolean).length, shown = largest.length;
    const said = fill(words.said, { hits, odd: all, false_alarms, known: odd.length - all, shown });
    section.querySelector(".said").replaceChildren(...emphasised(said));
    section.querySelector("#crossing").replaceChildren(figureRow(largest.map((place) =>
      figure(pictureAt(place), side, lab.classes[labels[place]], [errors[place].toFixed(3)], odd[place])), "small"));
  }
  return { ...controls, show };
}
