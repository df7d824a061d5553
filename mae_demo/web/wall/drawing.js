// How the wall draws: each card's picture or its difference from the first card's, the mask, and the patch pointed at.
import { boxOf } from "../shared/grid.js";
import { bytesOf } from "../shared/errors.js";
import { hatchHidden, outline } from "../shared/patches.js";
import { isSmooth } from "../shared/pictures.js";
import { heatMap } from "../shared/scale.js";

/** One picture less another at each pixel, averaged over its colours, -1 to 1. @param a, b four bytes a pixel */
export function byteDifferences(a, b) {
  const apart = (i) => a[i] - b[i];
  return Float32Array.from({ length: a.length / 4 }, (_, k) => {
    const i = 4 * k;
    return (apart(i) + apart(i + 1) + apart(i + 2)) / (3 * 255);
  });
}

const differences = new WeakMap(); // of a picture: the one it was compared with, and the map

function differenceMap(picture, first, scale) {
  const known = differences.get(picture);
  if (known?.first === first) return known.map;
  const map = heatMap(byteDifferences(bytesOf(picture), bytesOf(first)), picture.width, scale);
  differences.set(picture, { first, map });
  return map;
}

/** Fill a canvas with a picture. @param marks {hidden, pointed, grid}: what is hatched, and outlined, where not null */
export function paint(canvas, image, { hidden = null, pointed = null, grid }) {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (!side) return;
  const tall = Math.round((side * image.height) / image.width);
  if (canvas.width !== side || canvas.height !== tall) [canvas.width, canvas.height] = [side, tall];
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = isSmooth(image);
  context.drawImage(image, 0, 0, side, tall);
  if (hidden) hatchHidden(context, hidden, grid);
  if (pointed !== null) outline(context, pointed, grid, Math.max(2, Math.round(side / 90)));
}

/** Draw how a picture differs from the first card's in the holes; the visible patches are grey. */
export function paintDifference(canvas, image, first, { hidden, pointed, grid }, scale) {
  if (image.width !== first.width || image.height !== first.height) return; // one of them is of the picture before
  paint(canvas, differenceMap(image, first, scale), { grid });
  const context = canvas.getContext("2d");
  if (!context.canvas.width) return;
  context.fillStyle = "#8886";
  hidden.forEach((covered, place) => covered || context.fillRect(...boxOf(canvas, place, grid)));
  if (pointed !== null) outline(context, pointed, grid, Math.max(2, Math.round(canvas.width / 90)));
}
