// The three pictures, drawn at most once a frame.
import { tell } from "../shared/events.js";
import { boxOf, partOf } from "../shared/grid.js";
import { hatchHidden, outline } from "../shared/patches.js";
import { describePointed } from "./sentences.js";
import { errorMap, ERRORS, READINGS, shownOf } from "./views.js";

// What the folds are told, as Drawn in shared/events.js says
const SHOWN = [
  "rows", "columns", "hidden", "picture", "prediction", "blended", "smooth", "name", "network", "normalised", "looked",
  "follow", "changes", "shown", "byHand",
];

/** Draw in the next frame, and tell the folds below. @param names of panels that changed; all where none is named */
export function draw(canvas, ...names) {
  for (const name of names.length ? names : Object.keys(canvas.panels)) canvas.changed.add(name);
  canvas.frame ||= requestAnimationFrame(() => {
    canvas.frame = 0;
    for (const name of canvas.changed) drawPanel(canvas, name);
    canvas.changed.clear();
    canvas.root.classList.toggle("replaced", canvas.state.replaced);
    describePointed(canvas);
    tell("drawn", Object.fromEntries(SHOWN.map((key) => [key, canvas.state[key]])));
  });
}

/** Fade the new prediction in over the earlier one. */
export function fadeIn(canvas) {
  const { state } = canvas, begun = performance.now();
  const tick = (now) => {
    state.fade = canvas.still.matches ? 1 : Math.min(1, Math.max(0, (now - begun) / 120));
    drawPanel(canvas, "reconstructed");
    if (state.fade < 1) requestAnimationFrame(tick);
  };
  state.fade = 0;
  requestAnimationFrame(tick);
}

function drawPanel(canvas, name) {
  const { state } = canvas, grid = [state.rows, state.columns];
  const panel = canvas.panels[name], context = panel.getContext("2d");
  const side = Math.round(panel.clientWidth * devicePixelRatio);
  const tall = Math.round(panel.clientHeight * devicePixelRatio);
  if (panel.width !== side || panel.height !== tall) [panel.width, panel.height] = [side, tall];
  context.clearRect(0, 0, side, tall);
  if (!state.picture || !side) return;
  context.imageSmoothingEnabled = state.smooth;

  if (name === "reconstructed") drawReconstruction(canvas, context);
  else context.drawImage(state.picture, 0, 0, side, tall);
  if (name === "masked") hatchHidden(context, state.hidden, grid);
  const pointed = state.pointed ?? state.cursor ?? (state.follow ? state.looked : null);
  if (pointed !== null) outline(context, pointed, grid, Math.max(2, Math.round(side / 170)));
}

function drawReconstruction(canvas, context) {
  const { state } = canvas, { width, height } = context.canvas;
  const cover = (image) => context.drawImage(image, 0, 0, width, height);
  if (state.view === "original") return cover(state.picture);
  if (!state.prediction) return;
  if (ERRORS.includes(state.view)) {
    context.imageSmoothingEnabled = false;
    cover(errorMap(canvas, state.view));
    return pasteVisible(state, context, true);
  }
  if (READINGS.includes(state.view)) {
    if (!state.readings) return;
    cover(state.readings[state.view]);
  } else {
    if (state.earlier && state.fade < 1) cover(state.earlier);
    context.globalAlpha = state.fade;
    cover(shownOf(state));
    context.globalAlpha = 1;
  }
  if (["pasted", "oracle"].includes(state.view)) pasteVisible(state, context, false);
}

function pasteVisible({ picture, hidden, rows, columns }, context, faint) {
  // Visible patches as they are; faint on grey where they do not count
  hidden.forEach((covered, place) => {
    if (covered) return;
    const box = boxOf(context.canvas, place, [rows, columns]);
    context.fillStyle = "#a0a0a0";
    if (faint) context.fillRect(...box);
    context.globalAlpha = faint ? 0.3 : 1;
    context.globalCompositeOperation = faint ? "luminosity" : "source-over"; // without colour, which stands for errors
    context.drawImage(picture, ...partOf(picture, place, [rows, columns]), ...box);
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
  });
}
