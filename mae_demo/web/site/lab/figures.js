// Pictures side by side with a line or two below each, as mae_demo/ui/lab/figures.py writes them, and sentences;
// lab.css has the look.
import { make } from "../../shared/elements.js";
import { greyPixels } from "../../shared/grey.js";
import { drawable } from "../../shared/pictures.js";

/** A picture as an image shows it. @param {Float32Array} values @param {number} width in pixels */
export const addressOf = (values, width) => drawable(greyPixels(values, width)).toDataURL();

/**
 * One picture. @param {Float32Array} values @param {number} width in pixels @param {string} label what it is
 * @param {string[]} facts lines below, the first of which leads, with a star or without
 */
export function figure(values, width, label, facts = [], isStarred = false) {
  const image = make("img", { src: addressOf(values, width), alt: [label, ...facts].join(", ") });
  const leading = isStarred ? "lead starred" : "lead";
  const lines = facts.map((fact, i) => make("span", { className: i ? "quiet" : leading, textContent: fact }));
  return make("figure", {}, image, make("figcaption", {}, make("b", { textContent: label }), ...lines));
}

/** Figures in a row that wraps. */
export const figureRow = (figures, kind = "") => make("div", { className: `lab-figures ${kind}` }, ...figures);

/** Small figures beside what they are. */
export function line(label, fact, figures) {
  const [name, told] = [make("b", { textContent: label }), make("span", { className: "quiet", textContent: fact })];
  return make("div", { className: "lab-line" }, make("p", {}, name, told), figureRow(figures, "small"));
}

/** A sentence in which **what is strong** stands so, as elements. */
export const emphasised = (sentence) => sentence.split("**").map((textContent, i) =>
  make(i % 2 ? "strong" : "span", { textContent }));
