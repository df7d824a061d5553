// Where a token looks, as a map over the picture. Attention is counted in even fractions: 1 is what each token would
// get if all got the same. Token 0 is the class token, token 1 + i patch i.
import { cut } from "../fold/fold.js";
import { partOf } from "../shared/grid.js";
import { frame, hatch } from "../shared/patches.js";
import { colourer } from "../shared/scale.js";

export const CLASS = 0; // as in mae_demo/attention.py

/** Each seen token's attention in a head, or the mean over all heads where `head` is null. @param heads number[][] */
export function fractionOf(heads, head) {
  if (head !== null) return heads[head];
  return heads[0].map((_, i) => heads.reduce((sum, one) => sum + one[i], 0) / heads.length);
}

/** The place in `seen` of the patch, other than the chosen one, that gets most; -1 where there is no other. */
export function mostOf(attention, seen, chosen) {
  const isOther = (token) => token !== CLASS && token !== chosen;
  return seen.reduce((best, token, i) => (isOther(token) && attention[i] > (attention[best] ?? -1) ? i : best), -1);
}

/** Draw the picture, or the attention to each of its visible patches, with a frame around the chosen one. */
export function drawHeat(heat, { picture, hidden, rows, columns }, { attention, seen, chosen, colours }) {
  const context = heat.getContext("2d"), colour = colourer(colours);
  heat.height = Math.round((heat.width / columns) * rows);
  context.fillStyle = hatch(context, heat.width);
  context.fillRect(0, 0, heat.width, heat.height);
  context.imageSmoothingEnabled = false;
  hidden.forEach((covered, i) => {
    if (covered) return;
    const [x, y, w, h] = partOf(heat, i, [rows, columns]), at = attention ? seen.indexOf(i + 1) : -1;
    if (at > 0) {
      context.fillStyle = `rgb(${colour(attention[at]).join()})`;
      context.fillRect(x, y, w, h);
    } else context.drawImage(cut(picture, i, [rows, columns], w), x, y);
    if (i + 1 === chosen) frame(context, [x, y, w, h], 4);
  });
}
