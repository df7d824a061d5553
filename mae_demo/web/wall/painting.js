// Painting on the wall's masked card, by pointer and by keyboard. A stroke hides patches where it begins on a visible
// one, and reveals them where it begins on a hidden one.
import { placeUnder, rowColumn, stepped } from "../shared/grid.js";
import { WAY } from "../shared/keys.js";
import { dab, dabLine, MOVES } from "../shared/strokes.js";
import { fill } from "../shared/words.js";

/**
 * @param panel the masked card's canvas @param wall {words, find, state}: see wall.js
 * @param {{changed: () => void, rests: () => void, draw: () => void}} hear changed: the mask is another one; rests: the
 *   stroke is over
 */
export function listenToPainting(panel, { words, find, state }, { changed, rests, draw }) {
  const placeOf = (event) => placeUnder(event.clientX, event.clientY, panel.getBoundingClientRect(), state.grid);
  const fingers = new Set();

  function end(event) {
    fingers.delete(event.pointerId);
    const { stroke } = state;
    if (event.pointerId !== stroke?.pointer) return;
    state.stroke = null;
    if (event.type !== "pointercancel") return rests();
    state.hidden = stroke.before; // the browser has taken it for a gesture
    changed();
    rests();
  }

  panel.addEventListener("pointerdown", (event) => {
    fingers.add(event.pointerId);
    if (fingers.size > 1 && state.stroke) end({ pointerId: state.stroke.pointer, type: "pointercancel" });
    const at = placeOf(event);
    if (at === null || fingers.size > 1 || ![0, 2].includes(event.button)) return;
    panel.setPointerCapture(event.pointerId);
    state.cursor = null;
    const hide = event.button === 2 ? false : !state.hidden[at];
    state.stroke = { pointer: event.pointerId, at, hide, before: [...state.hidden] };
    if (dab(state.hidden, state.grid, at, 1, hide)) changed();
  });
  panel.addEventListener(MOVES, (event) => {
    const { stroke, hidden, grid } = state;
    if (event.pointerId !== stroke?.pointer) return;
    let any = false;
    for (const point of event.getCoalescedEvents?.() ?? [event]) {
      const place = placeOf(point);
      if (place !== null) any = dabLine(hidden, grid, stroke.at ?? place, place, 1, stroke.hide) || any;
      stroke.at = place;
    }
    if (any) changed();
  });
  for (const type of ["pointerup", "pointercancel"]) panel.addEventListener(type, end);
  panel.addEventListener("contextmenu", (event) => event.preventDefault());

  function say() {
    const [row, column] = rowColumn(state.cursor, state.grid[1]);
    const said = state.hidden[state.cursor] ? words.is_hidden : words.visible;
    find("[role=status]").textContent = fill(words.patch, { row: row + 1, column: column + 1, state: said });
  }
  panel.addEventListener("keydown", (event) => {
    const way = WAY[event.key];
    if (!state.grid || !(way || event.key === " " || event.key === "Enter")) return;
    event.preventDefault();
    state.cursor ??= 0;
    if (way) state.cursor = stepped(state.cursor, [way[1], way[0]], state.grid);
    else {
      dab(state.hidden, state.grid, state.cursor, 1, !state.hidden[state.cursor]);
      changed();
      rests();
    }
    state.pointed = state.cursor;
    say();
    draw();
  });
  panel.addEventListener("focus", () => {
    if (!panel.matches(":focus-visible")) return;
    state.cursor ??= 0;
    state.pointed = state.cursor;
    draw();
  });
  panel.addEventListener("blur", () => {
    state.cursor = state.pointed = null;
    draw();
  });
}
