// Pictures side by side with a line or two below each, as mae_demo/ui/lab/figures.py writes them; lab.css has the look.
import { greyPixels } from "../../shared/grey.js";
import { drawable } from "../../shared/pictures.js";

function made(tag, className, ...content) {
  const element = Object.assign(document.createElement(tag), { className });
  element.append(...content);
  return element;
}

/**
 * One picture. @param {Float32Array} values @param {number} width in pixels @param {string} label what it is
 * @param {string[]} facts lines below, the first of which leads, with a star or without
 */
export function figure(values, width, label, facts = [], isStarred = false) {
  const image = Object.assign(document.createElement("img"), {
    src: drawable(greyPixels(values, width)).toDataURL(), alt: [label, ...facts].join(", "),
  });
  const leading = isStarred ? "lead starred" : "lead";
  const lines = facts.map((fact, i) => made("span", i ? "quiet" : leading, fact));
  return made("figure", "", image, made("figcaption", "", made("b", "", label), ...lines));
}

/** Figures in a row that wraps. */
export const figureRow = (figures, kind = "") => made("div", `lab-figures ${kind}`, ...figures);

/** Small figures beside what they are. */
export function line(label, fact, figures) {
  const said = made("p", "", made("b", "", label), made("span", "quiet", fact));
  return made("div", "lab-line", said, figureRow(figures, "small"));
}
