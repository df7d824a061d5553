// Interpolation: what lies between two pictures, in pixels and in latent spaces: mae_demo/answers/interpolation.py.
import { fill } from "../../shared/words.js";
import { controlsOf } from "./controls.js";
import { figure, figureRow } from "./figures.js";

const STEPS = 9, GAP = 6; // pictures of a film; grey columns between them and the picture where the slider stands

/** Numbers on the way from one to the other. @returns {Float32Array} */
export const between = (one, other, fraction) => one.map((value, i) => value + fraction * (other[i] - value));

/** Square pictures beside each other, the first apart from the others, as one. @param pictures (side · side) each */
export function beside(pictures, side) {
  const width = pictures.length * side + GAP, film = new Float32Array(width * side).fill(0.5);
  pictures.forEach((picture, place) => {
    const left = place * side + (place ? GAP : 0);
    for (let y = 0; y < side; y++) film.set(picture.subarray(y * side, (y + 1) * side), y * width + left);
  });
  return { film, width };
}

/** Each way is a film, with the picture where the slider stands at its left. */
export function interpolationPanel(section, tools) {
  const { given: { lab }, networks, words: { interpolation: words }, data, changed } = tools;
  const controls = controlsOf(section, tools, changed);

  /** Pictures at fractions of a way between two. */
  async function path(way, one, other, fractions) {
    if (way === "blend") return fractions.map((fraction) => between(one, other, fraction));
    const { ask } = networks, ends = [one, other].map((pictures) => ask({ ask: "encode", name: way, pictures }));
    const [first, last] = (await Promise.all(ends)).map((said) => said.latents), count = first.length;
    const latents = new Float32Array(fractions.length * count);
    fractions.forEach((fraction, i) => latents.set(between(first, last, fraction), i * count));
    const { pictures } = await ask({ ask: "decode", name: way, latents });
    return fractions.map((_, i) => pictures.subarray(i * one.length, (i + 1) * one.length));
  }

  async function show() {
    const { pictureAt, side, distances } = await data(), { from, to, way: percent } = controls.values();
    const fractions = [percent / 100, ...Array.from({ length: STEPS }, (_, i) => i / (STEPS - 1))];
    await networks.bring(lab.ways.filter((way) => way !== "blend"), "lab");
    const figures = await Promise.all(lab.ways.map(async (way) => {
      const { film, width } = beside(await path(way, pictureAt(from), pictureAt(to), fractions), side);
      const distance = distances[way][`${Math.min(from, to)}-${Math.max(from, to)}`];
      const fact = distance === undefined ? words.same : fill(words.distance, { value: distance.toFixed(3) });
      return figure(film, width, words[way], [fact]);
    }));
    section.querySelector("#films-between").replaceChildren(figureRow(figures, "films"));
  }
  return { ...controls, show };
}
