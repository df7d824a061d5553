// The mask's way to who computes: what is asked, and what is said while the answer is on its way.
import { tell } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { oneAtATime } from "../shared/questions.js";
import { fill } from "../shared/words.js";
import { draw } from "./drawing.js";
import { describeMask, nameView } from "./sentences.js";
import { isBlending, READINGS } from "./views.js";

/**
 * The canvas's questions, to the visitor's own device where it can answer, else to the server. What changes while one
 * is on its way is asked for after it; a lost answer frees the way.
 */
export const questionsOf = (canvas) => oneAtATime((number) => {
  const isLocal = canvas.local?.isReady();
  canvas.state.owed = !isLocal && canvas.props.value.drag;
  if (isLocal) canvas.local.answer(number);
  else canvas.trigger("paint");
}, 60_000);

/** The mask was painted: draw it in this frame and ask for its reconstruction. */
export function changed(canvas) {
  const { root, state } = canvas;
  state.changes += 1;
  state.rolled = false;
  [state.custom, state.byHand, state.replaced] = [true, true, false];
  root.classList.add("begun");
  follow(canvas);
}

/** What stands is another thing, by the number of the last change: draw it and ask for its reconstruction. */
export function follow(canvas) {
  const { state, questions } = canvas;
  draw(canvas, "masked", "reconstructed");
  describeMask(canvas);
  publish(canvas);
  expect(canvas);
  questions.ask(state.changes);
  tellSoon(canvas);
}

/** The stroke is over: ask for the figures, if the server was asked for the prediction alone. */
export function ended(canvas) {
  const { questions, state } = canvas;
  publish(canvas);
  if (!state.owed) return;
  expect(canvas);
  questions.ask(state.changes);
}

/** What is read as the value of this widget. */
export function publish({ props, state }) {
  const { image, custom, view, rows, columns, changes } = state, mask = toHex(state.hidden);
  const normalised_views = READINGS.includes(view), drag = state.stroke !== null;
  const blend = isBlending(state);
  props.value = { mask, grid: [rows, columns], number: changes, image, custom, view, normalised_views, drag, blend };
}

/** Tell who shows what stands, as the link does. */
export function tellStanding({ state, trigger }) {
  clearTimeout(state.telling);
  trigger("standing");
}

function tellSoon(canvas) {
  // While one paints, Gradio's way to each listener would take the time that the answer needs
  const { state } = canvas;
  clearTimeout(state.telling);
  state.telling = setTimeout(() => {
    // Gradio's own way waits for a server that is away, and is lost with the page
    if (state.custom) tell("stroke", toHex(state.hidden));
    tellStanding(canvas);
  }, 150);
}

/** A thin line says that something is on its way, if it takes over 300 ms. */
export function expect(canvas) {
  const { root, state } = canvas;
  clearTimeout(state.late);
  root.setAttribute("aria-busy", "true");
  state.late = setTimeout(() => {
    root.classList.add("late");
    state.late = setTimeout(() => sayLate(canvas), 5000);
  }, 300);
}

/** Nothing is on its way any more. */
export function arrived({ root, state }) {
  clearTimeout(state.late);
  root.setAttribute("aria-busy", "false");
  root.classList.remove("late");
  state.missed = false;
}

/** A sample was chosen: without a connection the server's answer does not come, and another picture stands here. */
export function miss(canvas, image) {
  const { props, state } = canvas;
  if (props.answers || navigator.onLine || image === state.image) return; // a page without a server asks none
  state.missed = true;
  expect(canvas);
}

/** The server has said no, in a sentence of its own. */
export function refused(canvas) {
  canvas.questions.drop();
  arrived(canvas);
}

/** The page could not be opened, and asks again by itself. */
export function sayWaiting({ find, words }, seconds) {
  find(".result").textContent = find(".unseen[role=status]").textContent = fill(words.asks_again, { seconds });
}

function sayLate(canvas) {
  // A sentence takes the line's place. Whether the server computes or is gone cannot be told from here, so the question
  // counts as on its way still
  const { find, state, words } = canvas, { missed } = state;
  arrived(canvas);
  state.missed = missed;
  find(".result").textContent = find(".unseen[role=status]").textContent = missed ? words.not_loaded : words.no_answer;
  state.figure = "";
  nameView(canvas);
}
