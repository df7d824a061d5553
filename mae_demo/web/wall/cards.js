// The cards of the wall: their order, and what each says.
import { make } from "../shared/elements.js";
import { fill } from "../shared/words.js";

/** What the cards can be sorted by: the least comes first; null leaves them as they were chosen. */
export const SORTS = {
  chosen: null,
  psnr: (card) => -card.figures.masked_psnr,
  ssim: (card) => -card.figures.masked_ssim,
  l1: (card) => card.figures.masked_l1,
  sharpness: (card) => Math.abs((card.figures.sharpness ?? Infinity) - 1),
};

/** The cards in the order of a key of SORTS; those that are alike stay as they were. */
export function sorted(cards, sort) {
  const key = SORTS[sort], isMeasured = cards.every(({ figures }) => figures);
  return key && isMeasured ? [...cards].sort((a, b) => key(a) - key(b)) : [...cards];
}

/** Figures of a card as lines of text; none where nothing is hidden. */
export function linesOf({ figures, rounded }, words) {
  if (!figures || figures.masked_psnr === null) return [];
  const sharpness = figures.sharpness === null ? "–" : figures.sharpness.toFixed(2);
  return [
    fill(words.psnr, { value: figures.masked_psnr.toFixed(1) }),
    fill(words.more, { ssim: figures.masked_ssim.toFixed(2), l1: figures.masked_l1.toFixed(3), sharpness }),
    ...(rounded ? [words.rounded] : []),
  ];
}

/** A card: a canvas for its picture, its name, room for its figures. */
export function figureOf({ name, label }) {
  const canvas = make("canvas"), caption = make("figcaption", {}, make("b", { textContent: label }));
  canvas.dataset.name = name;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return make("figure", {}, make("div", { className: "frame" }, canvas), caption);
}

/** Write a card's figures under its name, and what else is said of it. @param note of this card alone */
export function describe(figure, card, words, note) {
  const lines = linesOf(card, words);
  figure.classList.remove("pending");
  const divOf = (textContent, place) => make("div", { textContent, className: place ? "quiet" : "leading" });
  const noted = note ? [make("div", { textContent: note, className: "quiet" })] : [];
  figure.querySelector("figcaption").replaceChildren(
    make("b", { textContent: card.label }), ...lines.map(divOf), ...noted,
  );
  figure.querySelector("canvas").setAttribute("aria-label", [card.label, ...lines].join(", "));
}

/** While a stroke goes on: the first figure, and those of before faint below it. */
export function describeNear(figure, { masked_psnr: psnr }, words) {
  const leading = figure.querySelector(".leading");
  figure.classList.add("pending");
  if (leading && psnr !== null) leading.textContent = fill(words.psnr, { value: psnr.toFixed(1) });
}
