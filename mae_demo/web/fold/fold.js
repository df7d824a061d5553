// Opening and closing a fold under the three pictures, and what every fold needs of them.
import { listen } from "../shared/events.js";
import { partOf } from "../shared/grid.js";

/**
 * Wire the button that opens and closes. `show` is called with what the three pictures show (Drawn in
 * shared/events.js) on opening and closing, and while the fold is open whenever something changed there.
 */
export function foldOut({ element, props }, show) {
  const opener = element.querySelector(".opener"), section = element.querySelector("section");
  const fold = {
    section,
    canvas: null, // what the three pictures show
    find: (selector) => section.querySelector(selector),
    get isOpen() { return !section.hidden; },
  };
  opener.textContent = props.words.title;
  opener.addEventListener("click", () => {
    section.hidden = !section.hidden;
    opener.setAttribute("aria-expanded", fold.isOpen);
    if (fold.canvas?.prediction) show(fold.canvas);
  });
  listen("drawn", (drawn) => {
    fold.canvas = drawn;
    if (fold.isOpen && drawn.prediction) show(drawn);
  }, { late: true });
  return fold;
}

/** One patch of a picture as a square canvas, every pixel enlarged alike. */
export function cut(image, place, [rows, columns], side) {
  const part = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = part.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(image, ...partOf(image, place, [rows, columns]), 0, 0, side, side);
  return part;
}
