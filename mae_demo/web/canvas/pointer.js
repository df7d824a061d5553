// Painting by mouse, finger or pen: a stroke on the masked picture, and pointing at a patch in all three.
import { placeUnder } from "../shared/grid.js";
import { changed, ended, publish } from "./asking.js";
import { draw } from "./drawing.js";
import { describeMask } from "./sentences.js";
import { dab, dabLine, MOVES, remember } from "../shared/strokes.js";

/**
 * Listen to pointers. While a stroke goes on, it is state.stroke: {pointer, at, hide, before, custom, byHand}. Two
 * fingers move and zoom the page: what the first has painted by then is taken back.
 */
export function listenToPointers(canvas) {
  const { panels, state } = canvas, grid = () => [state.rows, state.columns];
  const placeOf = ({ clientX, clientY, type }, panel) =>
    type === "pointerleave" ? null : placeUnder(clientX, clientY, panel.getBoundingClientRect(), grid());

  const fingers = new Set(); // pointers on the masked picture

  function takeBack() {
    const { before, custom, byHand } = state.stroke, painted = state.hidden;
    state.stroke = null;
    state.hidden = before;
    if (before.some((hidden, place) => hidden !== painted[place])) changed(canvas);
    Object.assign(state, { custom, byHand });
    publish(canvas);
  }

  panels.masked.addEventListener("pointerdown", (event) => {
    const at = placeOf(event, panels.masked);
    fingers.add(event.pointerId);
    if (fingers.size > 1 && state.stroke) takeBack();
    if (at === null || fingers.size > 1 || ![0, 2].includes(event.button)) return;
    panels.masked.setPointerCapture(event.pointerId);
    state.cursor = null;
    // The right button does the opposite of the chosen tool
    const hide = (state.tool === "hide") !== (event.button === 2);
    const { custom, byHand } = state;
    state.stroke = { pointer: event.pointerId, at, hide, before: state.hidden.slice(), custom, byHand };
    if (dab(state.hidden, grid(), at, state.brush, hide)) changed(canvas);
  });
  panels.masked.addEventListener(MOVES, (event) => {
    const { brush, hidden, stroke } = state;
    if (event.pointerId !== stroke?.pointer) return;
    let any = false;
    for (const point of event.getCoalescedEvents?.() ?? [event]) {
      const place = placeOf(point, panels.masked);
      if (place !== null) any = dabLine(hidden, grid(), stroke.at ?? place, place, brush, stroke.hide) || any;
      stroke.at = place;
    }
    if (any) changed(canvas);
  });
  for (const type of ["pointerup", "pointercancel"])
    panels.masked.addEventListener(type, (event) => {
      fingers.delete(event.pointerId);
      if (event.pointerId !== state.stroke?.pointer) return;
      if (type === "pointercancel") return takeBack(); // the browser has taken it for a gesture
      remember(state.undo, state.stroke.before, state.hidden);
      state.stroke = null;
      describeMask(canvas);
      ended(canvas);
    });
  panels.masked.addEventListener("contextmenu", (event) => event.preventDefault());

  for (const panel of Object.values(panels))
    for (const type of ["pointerdown", "pointermove", "pointerleave"])
      panel.addEventListener(type, (event) => {
        const place = placeOf(event, panel);
        state.looked = place ?? state.looked;
        if (place === state.pointed) return;
        state.pointed = place;
        draw(canvas);
      });
}
