// A stage as a picture. `t` runs from 0 to 1 where the stage is played, and is 1 otherwise.
import { boxOf, partOf } from "../shared/grid.js";
import { hatch } from "../shared/patches.js";

const SIDE = 224; // pixels of the longer side
const GAP = 0.14; // between patches, of their side

/** Those that are drawn from what the three pictures show; the others are drawn from the server's numbers. */
export const DRAWN = { picture, patches, tokens, visible, prediction };

/**
 * Draw a stage.
 * @param {{kind: string, image: HTMLImageElement}?} numbers of a stage that the server draws
 */
export function drawStage(canvas, key, drawn, numbers, t = 1) {
  const { width, height } = drawn.picture, scale = SIDE / Math.max(width, height), context = canvas.getContext("2d");
  const isPicture = DRAWN[key] || numbers?.kind === "picture";
  [canvas.width, canvas.height] = isPicture ? [Math.round(width * scale), Math.round(height * scale)] : [SIDE, SIDE];
  context.imageSmoothingEnabled = drawn.smooth && isPicture === true;
  if (DRAWN[key]) DRAWN[key](context, drawn, t);
  else if (numbers) revealed(context, numbers.image, t);
}

/** From top to bottom. */
function revealed(context, image, t) {
  const { width, height } = context.canvas;
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height * t);
  context.clip();
  context.drawImage(image, 0, 0, width, height);
  context.restore();
}

function picture(context, drawn) {
  context.drawImage(drawn.picture, 0, 0, context.canvas.width, context.canvas.height);
}

function cover(context, drawn, box) {
  context.fillStyle = hatch(context, context.canvas.width);
  context.fillRect(...box);
}

function visible(context, drawn, t) {
  picture(context, drawn);
  context.globalAlpha = t;
  drawn.hidden.forEach((covered, place) => {
    if (covered) cover(context, drawn, boxOf(context.canvas, place, [drawn.rows, drawn.columns]));
  });
  context.globalAlpha = 1;
}

/** Cut apart, and then the hidden ones covered. */
function patches(context, drawn, t) {
  const grid = [drawn.rows, drawn.columns], gap = GAP * Math.min(1, 2 * t);
  drawn.hidden.forEach((covered, place) => {
    const [x, y, w, h] = boxOf(context.canvas, place, grid);
    const box = [x + (w * gap) / 2, y + (h * gap) / 2, w * (1 - gap), h * (1 - gap)];
    context.drawImage(drawn.picture, ...partOf(drawn.picture, place, grid), ...box);
    if (!covered) return;
    context.globalAlpha = Math.max(0, 2 * t - 1);
    cover(context, drawn, box);
    context.globalAlpha = 1;
  });
}

/** Where the token number `index` of so many stands, row by row. @returns left, top, width and height */
export function seatOf(index, count, { width, height }) {
  const across = Math.ceil(Math.sqrt((count * width) / height)), side = width / across;
  const [row, column] = [Math.floor(index / across), index % across];
  return [column * side, row * side, side, side];
}

/** The class token, and the visible patches on their way from their places to a list. */
function tokens(context, drawn, t) {
  const grid = [drawn.rows, drawn.columns], { canvas } = context;
  const places = drawn.hidden.flatMap((covered, place) => (covered ? [] : [place])), count = places.length + 1;
  const shrunk = ([x, y, w, h]) => [x + (w * GAP) / 2, y + (h * GAP) / 2, w * (1 - GAP), h * (1 - GAP)];
  const [x, y, side] = shrunk(seatOf(0, count, canvas));
  context.globalAlpha = t;
  context.fillStyle = getComputedStyle(canvas).getPropertyValue("--color-accent");
  context.fillRect(x, y, side, side);
  context.globalAlpha = 1;
  places.forEach((place, i) => {
    const from = boxOf(canvas, place, grid), to = seatOf(i + 1, count, canvas);
    const box = from.map((value, k) => value + (to[k] - value) * t);
    context.drawImage(drawn.picture, ...partOf(drawn.picture, place, grid), ...shrunk(box));
  });
}

/** Visible patches as they are, and the hidden ones filled in one after the other. */
function prediction(context, drawn, t) {
  const grid = [drawn.rows, drawn.columns], count = drawn.hidden.filter(Boolean).length;
  let filled = 0;
  picture(context, drawn);
  drawn.hidden.forEach((covered, place) => {
    if (!covered) return;
    const box = boxOf(context.canvas, place, grid);
    if (filled++ < t * count) context.drawImage(drawn.prediction, ...partOf(drawn.prediction, place, grid), ...box);
    else cover(context, drawn, box);
  });
}
