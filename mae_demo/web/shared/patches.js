// How the three pictures, the folds below them and the wall draw patches: hidden ones hatched, one outlined.
import { boxOf } from "./grid.js";

const hatches = new Map(); // by the side of the tile

/** Mid-grey with diagonal lines, so that a hidden patch cannot be taken for a grey part of the picture. */
export function hatch(context, size) {
  const side = Math.max(6, Math.round(size / 40));
  if (!hatches.has(side)) hatches.set(side, hatchOf(context, side));
  return hatches.get(side);
}

function hatchOf(context, side) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = side;
  const t = tile.getContext("2d");
  t.fillStyle = "#808080";
  t.fillRect(0, 0, tile.width, tile.height);
  t.strokeStyle = "#a6a6a6";
  t.lineWidth = tile.width / 7;
  for (const shift of [-1, 0, 1]) {
    t.beginPath();
    t.moveTo(shift * tile.width, tile.width);
    t.lineTo((shift + 1) * tile.width, 0);
    t.stroke();
  }
  return context.createPattern(tile, "repeat");
}

/** Cover the hidden patches of a picture that fills its canvas. */
export function hatchHidden(context, hidden, grid) {
  context.fillStyle = hatch(context, context.canvas.width);
  hidden.forEach((covered, place) => covered && context.fillRect(...boxOf(context.canvas, place, grid)));
}

/** A black frame and a white one within, to be seen on any ground. @param box [left, top, width, height] */
export function frame(context, [left, top, width, height], line) {
  context.lineWidth = line;
  for (const [colour, inset] of [["#000", 0], ["#fff", line]]) {
    context.strokeStyle = colour;
    const by = inset + line / 2; // the middle of the line
    context.strokeRect(left + by, top + by, width - 2 * by, height - 2 * by);
  }
}

/** Frame a patch. */
export function outline(context, place, grid, line) {
  frame(context, boxOf(context.canvas, place, grid), line);
}
