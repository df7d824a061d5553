// Painting by keyboard: arrows move a cursor, space turns a patch, shift paints; letters and figures choose tools.
import { WAY } from "../shared/keys.js";
import { stepped } from "../shared/grid.js";
import { changed } from "./asking.js";
import { choose, turnBlend } from "./choices.js";
import { draw } from "./drawing.js";
import { describeMask, sayCursor } from "./sentences.js";
import { dab, remember } from "../shared/strokes.js";

/** Listen to keys. */
export function listenToKeys(canvas) {
  const { actions, panels, root, state } = canvas, { masked } = panels;
  let keyed = null; // the mask before a stroke by keyboard, while shift is held

  function endKeyed() {
    if (!keyed) return;
    remember(state.undo, keyed, state.hidden);
    keyed = null;
    describeMask(canvas);
  }

  const keys = {
    h: () => choose(canvas, "tool", "hide"), r: () => choose(canvas, "tool", "reveal"),
    1: () => choose(canvas, "brush", 1), 2: () => choose(canvas, "brush", 2), 3: () => choose(canvas, "brush", 3),
    z: actions.undo, i: actions.invert, f: actions.fill, c: actions.clear,
    v: () => choose(canvas, "view", state.view === "raw" ? "pasted" : "raw"),
    b: () => turnBlend(canvas),
    e: () => choose(canvas, "view", state.view === "error" ? "patch_error" : "error"),
  };
  root.addEventListener("keydown", (event) => {
    // Letters and figures work wherever in these three pictures the focus is
    if (!state.picture || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
    const action = keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    endKeyed();
    action();
  });
  masked.addEventListener("keydown", (event) => {
    const way = WAY[event.key], grid = [state.rows, state.columns];
    if (!state.picture || !(way || event.key === " " || event.key === "Enter")) return;
    event.preventDefault();
    const at = state.cursor ?? state.looked ?? 0;
    let hide = null;
    if (way) {
      state.cursor = stepped(at, [way[1], way[0]], grid);
      if (event.shiftKey) hide = state.tool === "hide";
    } else {
      state.cursor = at;
      hide = !state.hidden[at];
    }
    state.pointed = null;
    state.looked = state.cursor;
    // What is painted while shift is held is one stroke, and one step of undo
    keyed ??= state.hidden.slice();
    if (hide !== null && dab(state.hidden, grid, state.cursor, state.brush, hide)) changed(canvas);
    if (!event.shiftKey) endKeyed();
    draw(canvas);
    sayCursor(canvas);
  });
  masked.addEventListener("keyup", (event) => { if (event.key === "Shift") endKeyed(); });
  masked.addEventListener("blur", () => {
    endKeyed();
    state.cursor = null;
    draw(canvas);
  });
  masked.addEventListener("focus", () => {
    if (!masked.matches(":focus-visible")) return;
    state.cursor ??= state.looked ?? 0;
    draw(canvas);
  });
}
