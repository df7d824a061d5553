// Features: which test pictures are nearest in each kind of features, and what is read off them, both as measured.
import { fill } from "../../shared/words.js";
import { place } from "../place.js";
import { controlsOf } from "./controls.js";
import { figure, line } from "./figures.js";

/** The neighbours of a picture, and the chart and table of a reader, which site/lab.py has written. */
export function featuresPanel(section, tools) {
  const { widgets, given: { lab }, words: { features: words }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed), { counts, charts } = lab.features;
  const how = { x: words.x, y: words.y, x_limits: null, y_limits: null, places: counts, height: 360 };
  const value = Object.values(charts)[0];
  const chart = place(section.querySelector("#features-chart"), widgets.chart, { value, ...how });

  async function show() {
    const { picture, reader } = controls.values();
    chart.set({ value: charts[reader] });
    for (const part of section.querySelectorAll("[data-reader]")) part.hidden = part.dataset.reader !== reader;
    const { pictureAt, side, labels, nearest } = await data();
    section.querySelector("#features-nearest").replaceChildren(...nearest.map(({ same, places }, row) => {
      const isAlike = (other) => labels[other] === labels[picture], found = places[picture];
      const fact = fill(words.same, { hits: found.filter(isAlike).length, of: found.length, mean: same.toFixed(1) });
      return line(lab.features.labels[row], fact, found.map((other) => {
        const kind = lab.classes[labels[other]];
        return figure(pictureAt(other), side, fill(isAlike(other) ? words.hit : words.miss, { kind }));
      }));
    }));
  }
  return { ...controls, show };
}
