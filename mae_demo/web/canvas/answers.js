// What comes to the three pictures: the answer to a change of the mask, or a picture with a mask.
import { tell } from "../shared/events.js";
import { fromHex, toHex } from "../shared/hex.js";
import { loaded } from "../shared/pictures.js";
import { fill } from "../shared/words.js";
import { arrived, publish, tellStanding } from "./asking.js";
import { changeView, choose, restoreView, setBlend } from "./choices.js";
import { draw, fadeIn } from "./drawing.js";
import { describeNear, describeResult } from "./sentences.js";
import { remember } from "../shared/strokes.js";
import { isBlending, READINGS, shownOf } from "./views.js";

/**
 * Two kinds: the answer to change number `number` of the mask, and a picture with a mask. That mask replaces what is
 * here, unless it is this page's own, of change number `change`, and was painted on since.
 */
export async function receive(canvas, value) {
  const { questions, state } = canvas;
  if (!value) return;
  if (value.session_expired) // the last stroke may not have been told yet
    return tell("expired", { mask: state.custom ? toHex(state.hidden) : null });
  const isAnswer = !value.picture;
  if (!isAnswer && value.change !== null && canvas.picked && value.name !== canvas.picked) return; // chosen since
  const paintedSince = !isAnswer && value.change !== null && value.change < state.changes && isGrid(state, value.grid);
  if (!isAnswer) {
    canvas.newest = value;
    canvas.isSwitching = true; // until its picture is shown, the device would answer for the one before
    state.hint = value.hint;
    state.betterDataset = value.better_dataset;
    canvas.switcher.textContent = value.leads_back
      ? fill(canvas.words.switch_back, { dataset: value.better_dataset })
      : canvas.words.switch;
    state.image = value.image;
    if (value.blend !== undefined) setBlend(canvas, value.blend);
    if (!paintedSince) adopt(canvas, value);
  }
  const turn = isAnswer ? value.number : paintedSince ? value.change : state.changes;
  publish(canvas);
  const told = canvas.props.value;
  if (!isAnswer) tellStanding(canvas);
  if (isAnswer) questions.goOn();
  if (turn < state.changes && !questions.isBusy) questions.ask(state.changes);

  const { normalised: pattern, oracle: leak } = value.normalised_views ?? {};
  const sources = [value.picture, value.prediction, value.blended, pattern, leak];
  const [picture, prediction, blended = null, normalised, oracle] = await Promise.all(sources.map(loaded));
  if (picture && value === canvas.newest) {
    showPicture(canvas, picture, value);
    canvas.isSwitching = false;
    if (canvas.local?.networks?.isRunning) canvas.local.prepare();
  }
  if (value.view) restoreView(canvas, value.view);
  if (value === canvas.newest && canvas.props.value === told && told.blend !== isBlending(state)) {
    publish(canvas); // what was told was of the network before
    tellStanding(canvas);
  }
  if (turn < state.shown) return; // overtaken by a later one while it was decoded
  [state.earlier, state.prediction, state.blended, state.shown] = [shownOf(state), prediction, blended, turn];
  state.readings = value.normalised_views ? { normalised, oracle, figures: value.normalised_views.figures } : null;
  state.result = value.result ?? state.result; // figures that come later do so by themselves
  canvas.root.classList.toggle("pending", !value.result);
  if (turn === state.changes && (value.result || state.owed)) arrived(canvas);
  if (value.near) { // a stroke goes on: no more than what one looks at
    describeNear(canvas, value.near);
    draw(canvas, "reconstructed");
  } else {
    changeView(canvas);
    fadeIn(canvas);
    draw(canvas);
  }
  requestAnimationFrame(() => tell("painted", { number: turn }));
}

/** The figures of the prediction that is on screen, where they come after it. */
export function receiveFigures(canvas, number, result) {
  if (number !== canvas.state.shown) return;
  canvas.state.result = result;
  canvas.root.classList.remove("pending");
  describeResult(canvas);
  if (number === canvas.state.changes) arrived(canvas);
}

function isGrid(state, [rows, columns]) {
  return rows === state.rows && columns === state.columns; // as many patches may stand in another shape
}

/** Take over a mask that was drawn by settings; a whole drag of a slider is one step of undo. */
export function adopt(canvas, { grid, mask, custom, change }) {
  const { state } = canvas, before = state.hidden, same = isGrid(state, grid);
  [state.rows, state.columns] = grid;
  state.hidden = fromHex(mask, grid[0] * grid[1]);
  if (!same) [state.undo, state.looked] = [[], null];
  else if (!state.rolled) remember(state.undo, before, state.hidden);
  const byHand = change === null ? custom : state.byHand; // the visitor's own mask is what it was
  state.replaced = same && (state.byHand || state.replaced) && !byHand;
  state.byHand = byHand;
  state.rolled = true;
  state.custom = custom;
  state.changes += 1;
  state.stroke = null;
}

/** Another checkpoint answers. @param network what the folds tell of it @param normalised whether its targets are */
export function showNetwork(canvas, { name, network, normalised }) {
  const { root, state } = canvas;
  Object.assign(state, { name, network, normalised });
  root.classList.toggle("normalised", normalised);
  root.classList.toggle("seams", Boolean(network?.seams));
  if (!normalised && READINGS.includes(state.view)) choose(canvas, "view", "pasted");
}

function showPicture(canvas, picture, value) {
  const { find, root, state, words } = canvas, { about } = value;
  Object.assign(state, { picture, about, smooth: !value.pixelated });
  showNetwork(canvas, value);
  find("[data-panel=original] .fact").textContent = about;
  canvas.panels.original.setAttribute("aria-label", fill(words.original_alt, { about }));
  root.style.setProperty("--aspect", picture.width / picture.height);
  root.classList.toggle("wide", picture.width > 2.2 * picture.height);
  draw(canvas);
}
