import assert from "node:assert/strict";
import test from "node:test";
import { dab, dabLine, line, remember } from "../../mae_demo/web/shared/strokes.js";

const GRID = [4, 5]; // rows, columns: places 0 to 19
const empty = () => Array(20).fill(false);
const hiddenIn = (mask) => mask.flatMap((hidden, i) => (hidden ? [i] : []));

test("a line is Bresenham's, both ends included", () => {
  assert.deepEqual(line(0, 4, 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(line(0, 18, 5), [0, 6, 12, 18]); // the diagonal
  assert.deepEqual(line(0, 9, 5), [0, 1, 7, 8, 9]); // four right, one down: at half way
  assert.deepEqual(line(15, 1, 5), [15, 10, 6, 1]); // three up, one right
  assert.deepEqual(line(0, 11, 5), [0, 6, 11]); // one right, two down: at half way
  assert.deepEqual(line(7, 7, 5), [7]);
});

test("a line leaves no gap, whatever its direction", () => {
  const near = (a, b) => Math.max(Math.abs((a % 9) - (b % 9)), Math.abs(Math.floor(a / 9) - Math.floor(b / 9)));
  for (let to = 0; to < 63; to++) {
    const places = line(31, to, 9);
    assert.deepEqual([places[0], places.at(-1)], [31, to]);
    assert.equal(places.length, near(31, to) + 1);
    for (let i = 1; i < places.length; i++) assert.equal(near(places[i - 1], places[i]), 1);
  }
});

test("a brush of 1, 2 and 3 patches", () => {
  const painted = (brush) => {
    const mask = empty();
    assert.ok(dab(mask, GRID, 7, brush, true));
    return hiddenIn(mask);
  };
  assert.deepEqual(painted(1), [7]);
  assert.deepEqual(painted(2), [7, 8, 12, 13]); // right and down of the place
  assert.deepEqual(painted(3), [1, 2, 3, 6, 7, 8, 11, 12, 13]);
});

test("a brush is cut at the edges and never goes round them", () => {
  const mask = empty();
  dab(mask, GRID, 0, 3, true);
  assert.deepEqual(hiddenIn(mask), [0, 1, 5, 6]);
  const other = empty();
  dab(other, GRID, 19, 3, true);
  assert.deepEqual(hiddenIn(other), [13, 14, 18, 19]);
  const right = empty();
  dab(right, GRID, 9, 2, true);
  assert.deepEqual(hiddenIn(right), [9, 14]);
});

test("a dab says whether anything changed", () => {
  const mask = empty();
  assert.ok(!dab(mask, GRID, 7, 1, false));
  assert.ok(dab(mask, GRID, 7, 1, true));
  assert.ok(!dab(mask, GRID, 7, 1, true));
  assert.ok(dab(mask, GRID, 7, 3, true), "some of it did");
  mask[0] = false;
  assert.ok(dab(mask, GRID, 6, 3, true), "the first of it did, and the last did not");
});

test("a stroke paints all of its line, where some is painted already, too", () => {
  const mask = empty();
  mask[0] = true;
  assert.ok(dabLine(mask, GRID, 0, 4, 1, true));
  assert.deepEqual(hiddenIn(mask), [0, 1, 2, 3, 4]);
  assert.ok(!dabLine(mask, GRID, 4, 0, 1, true));
});

test("undo remembers what was before a change, 100 steps at most", () => {
  const undo = [];
  remember(undo, [true, false], [true, false]);
  assert.deepEqual(undo, [], "nothing changed");
  for (let i = 0; i < 101; i++) remember(undo, [i % 2 === 0, i > 0], [i % 2 === 1, i > 0]);
  assert.equal(undo.length, 100);
  assert.deepEqual(undo[0], [false, true], "the oldest went");
});
