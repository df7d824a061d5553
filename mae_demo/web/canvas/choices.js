// What is chosen at the three pictures: tool, brush and view, and whether seams are blended.
import { expect, publish, tellStanding } from "./asking.js";
import { draw } from "./drawing.js";
import { describeResult } from "./sentences.js";
import { ERRORS, isBlending, READINGS } from "./views.js";

/** @param {"tool" | "brush" | "view"} kind */
export function choose(canvas, kind, value) {
  canvas.state[kind] = value;
  for (const button of canvas.root.querySelectorAll(`[data-${kind}]`)) {
    const chosen = button.dataset[kind] === String(value);
    button.setAttribute("aria-checked", chosen);
    button.tabIndex = chosen ? 0 : -1;
  }
  if (kind === "view") changeView(canvas);
  draw(canvas);
}

/** The words of a view; the server is asked only for what it has not sent yet. */
export function changeView(canvas) {
  const { find, questions, state } = canvas;
  find(".legend").hidden = !ERRORS.includes(state.view);
  if (state.result) describeResult(canvas);
  if (!state.picture) return;
  publish(canvas);
  const isMissing = READINGS.includes(state.view) ? !state.readings : isBlending(state) && !state.blended;
  if (isMissing && !questions.isBusy) questions.ask(state.changes);
}

/** Whether seams are to be blended, for every network that has some. */
export function setBlend(canvas, isOn) {
  canvas.state.blend = isOn;
  canvas.find("[data-switch=blend]").setAttribute("aria-checked", isOn);
}

/** Blend the seams, or show the network's own prediction again, where it has seams. */
export function turnBlend(canvas) {
  const { questions, state } = canvas;
  if (!state.network?.seams) return;
  setBlend(canvas, !state.blend);
  publish(canvas);
  expect(canvas);
  questions.ask(state.changes);
  tellStanding(canvas);
}

/** The view that a link or a file asks for, where it is offered: some are not of every checkpoint or every screen. */
export function restoreView(canvas, view) {
  const button = canvas.find(`[data-view=${view}]`);
  const isOffered = [button, button.parentElement].every((part) => getComputedStyle(part).display !== "none");
  if (isOffered) choose(canvas, "view", view);
}
