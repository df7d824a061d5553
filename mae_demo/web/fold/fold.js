// A fold below the stages of the forward pass, and what every fold needs of the three pictures.
import { listen } from "../shared/events.js";
import { partOf } from "../shared/grid.js";

/**
 * Show the fold `name` while a stage is chosen that opens it. `show` is called with what the three pictures show (Drawn
 * in shared/events.js) on opening and closing, and while the fold is open whenever something changes there.
 */
export function foldOut({ element, props }, name, show) {
  const section = element.querySelector("section");
  const fold = {
    section,
    canvas: null, // what the three pictures show
    find: (selector) => section.querySelector(selector),
    get isOpen() { return !section.hidden; },
  };
  element.querySelector("h3").textContent = props.words.title;
  section.setAttribute("aria-label", props.words.title);
  listen("stage", ({ opens }) => {
    if (opens.includes(name) === fold.isOpen) return;
    section.hidden = fold.isOpen;
    if (fold.canvas?.prediction) show(fold.canvas);
  }, { late: true });
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
