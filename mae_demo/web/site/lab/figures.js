// Pictures side by side with a line or two below each, as mae_demo/ui/lab/figures.py writes them, and sentences;
// lab.css has the look.
import { make } from "../../shared/elements.js";
import { greyPixels } from "../../shared/grey.js";
import { hatchHidden } from "../../shared/patches.js";
import { drawable } from "../../shared/pictures.js";

/** A picture as an image shows it. @param {Float32Array} values @param {number} width in pixels */
export const addressOf = (values, width) => drawable(greyPixels(values, width)).toDataURL();

const LARGE = 16; // pixels of a screen for one that is hatched

/** A square picture whose hidden pixels are hatched, as an image shows it. @param {Uint8Array} hidden 1 = hidden */
export function hatchedAddressOf(values, width, hidden) {
  const canvas = Object.assign(document.createElement("canvas"), { width: LARGE * width, height: LARGE * width });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(drawable(greyPixels(values, width)), 0, 0, canvas.width, canvas.height);
  hatchHidden(context, hidden, [width, width]);
  return canvas.toDataURL();
}

/** One picture. @param {Float32Array} values @param {number} width in pixels, and then as in `pictured` */
export const figure = (values, width, ...told) => pictured(addressOf(values, width), ...told);

/**
 * One picture by its address. @param {string} src @param {string} label what it is
 * @param {string[]} facts lines below, the first of which leads, with a star or without
 */
export function pictured(src, label, facts = [], isStarred = false) {
  const image = make("img", { src, alt: [label, ...facts].join(", ") });
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
