// Round ticks within a range, and where the numbers of lines stand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linear, placed, rangeOf, short, ticks } from "../../mae_demo/web/shared/chart.js";

test("ticks are round, within the range, its round ends included", () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0, 100, 4), [0, 25, 50, 75, 100]);
  assert.deepEqual(ticks(11.6, 21.4, 6), [12, 14, 16, 18, 20]);
  assert.deepEqual(ticks(-0.3, 0.1, 4), [-0.3, -0.2, -0.1, 0, 0.1]);
  assert.deepEqual(ticks(150, 1900, 3), [1000]);
});

test("a range has room around its numbers, and one around equal ones", () => {
  assert.deepEqual(rangeOf([0, 10, 5], 0.1), [-1, 11]);
  assert.deepEqual(rangeOf([8, 8], 0.25), [6, 10]);
  assert.deepEqual(rangeOf([0], 0.5), [-0.5, 0.5]);
});

test("a scale maps the ends of a range to those of the picture", () => {
  const down = linear([10, 20], [300, 0]);
  assert.deepEqual([10, 15, 20].map(down), [300, 150, 0]);
});

test("numbers are short", () => {
  assert.deepEqual([1200, 0.25, 19.5, -3, 0.123456].map(short), ["1,200", "0.25", "19.5", "-3", "0.1235"]);
  globalThis.document = { documentElement: { lang: "de" } };
  try {
    assert.deepEqual([1200, 0.25].map(short), ["1\u202f200", "0.25"]); // where a comma begins the decimals
  } finally {
    delete globalThis.document;
  }
});

test("more is higher and further right, within the space for axes", () => {
  const lines = [{ points: [[0, 10], [4, 20]] }], limits = { x_limits: [0, 4], y_limits: [10, 20], places: null };
  const { across, down } = placed(lines, limits, 252, 150);
  assert.deepEqual([0, 2, 4].map(across), [52, 146, 240]);
  assert.deepEqual([10, 15, 20].map(down), [108, 58, 8]);
});

test("named places are equally wide whatever their numbers", () => {
  const lines = [{ points: [["1", 0], ["64", 1]] }], limits = { x_limits: null, y_limits: null };
  const { across, ys } = placed(lines, { ...limits, places: ["1", "8", "64"] }, 264, 150);
  assert.deepEqual(["1", "8", 64].map(across), [52, 152, 252]);
  assert.deepEqual(ys, [-0.05, 1.05]);
});

test("without limits lines fit, with a little room", () => {
  const { xs, ys } = placed([{ points: [[0, 0], [100, 2]] }, { points: [[50, 10]] }], {}, 300, 200);
  assert.deepEqual([xs, ys], [[-2, 102], [-0.5, 10.5]]);
});
