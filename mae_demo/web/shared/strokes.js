// What a brush does to a mask, one boolean a patch, row by row, and which event tells how it moves.
import { rowColumn } from "./grid.js";

const MOST_UNDO = 100; // steps

/**
 * Movements as they come, where the browser tells them (Chromium, by https or from this machine): `pointermove` waits
 * for the next frame, and the network would begin half a frame later.
 */
export const MOVES = "onpointerrawupdate" in globalThis ? "pointerrawupdate" : "pointermove";

/** Hide or reveal, in place, a square of `brush` patches around `place`. Returns whether anything changed. */
export function dab(hidden, [rows, columns], place, brush, hide) {
  const [row, column] = rowColumn(place, columns), first = -Math.floor((brush - 1) / 2);
  let any = false;
  for (let r = row + first; r < row + first + brush; r++)
    for (let c = column + first; c < column + first + brush; c++) {
      if (r < 0 || c < 0 || r >= rows || c >= columns) continue;
      const i = r * columns + c;
      any ||= hidden[i] !== hide;
      hidden[i] = hide;
    }
  return any;
}

/** The places from one to another in a line without gaps, both included (Bresenham 1965). */
export function line(from, to, columns) {
  let [y, x] = rowColumn(from, columns);
  const [y1, x1] = rowColumn(to, columns);
  const [dx, dy] = [Math.abs(x1 - x), -Math.abs(y1 - y)];
  const [sx, sy] = [Math.sign(x1 - x), Math.sign(y1 - y)];
  const places = [];
  let slack = dx + dy;
  for (;;) {
    places.push(y * columns + x);
    if (x === x1 && y === y1) return places;
    const twice = 2 * slack;
    if (twice >= dy) { slack += dy; x += sx; }
    if (twice <= dx) { slack += dx; y += sy; }
  }
}

/** Dab along a line, so that a fast stroke leaves no gaps. Returns whether anything changed. */
export function dabLine(hidden, grid, from, to, brush, hide) {
  return line(from, to, grid[1]).map((place) => dab(hidden, grid, place, brush, hide)).some(Boolean);
}

/** Add the mask `before` to the steps of undo where `now` is another one; the oldest of too many goes. */
export function remember(undo, before, now) {
  if (before.every((hidden, i) => hidden === now[i])) return;
  undo.push(before);
  if (undo.length > MOST_UNDO) undo.shift();
}
