// Round ticks within a range, and places from numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linear, rangeOf, short, ticks } from "../../mae_demo/web/chart/scale.js";

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
});
