import assert from "node:assert/strict";
import test from "node:test";
import { boxOf, partOf, placeUnder, rowColumn, stepped } from "../../mae_demo/web/shared/grid.js";

const BOUNDS = { left: 10, top: 20, width: 70, height: 40 }; // patches of 10 by 10 in 4 rows and 7 columns

test("a point of the page is a patch", () => {
  assert.equal(placeUnder(10, 20, BOUNDS, [4, 7]), 0);
  assert.equal(placeUnder(25, 31, BOUNDS, [4, 7]), 8);
  assert.equal(placeUnder(79.9, 59.9, BOUNDS, [4, 7]), 27);
});

test("outside of the picture is no patch", () => {
  for (const [x, y] of [[9.9, 20], [80, 20], [10, 19.9], [10, 60]]) assert.equal(placeUnder(x, y, BOUNDS, [4, 7]), null);
  assert.equal(placeUnder(10, 20, BOUNDS, [0, 0]), null, "before there is a grid");
});

test("a place is a row and a column", () => {
  assert.deepEqual(rowColumn(0, 7), [0, 0]);
  assert.deepEqual(rowColumn(13, 7), [1, 6]);
});

test("boxes are rounded alike and leave no gap", () => {
  assert.deepEqual(boxOf({ width: 100, height: 100 }, 4, [3, 3]), [33, 33, 34, 34]);
  for (const side of [100, 101, 319]) {
    const row = [0, 1, 2, 3, 4, 5, 6].map((place) => boxOf({ width: side, height: side }, place, [7, 7]));
    row.reduce((end, [left, , width]) => { assert.equal(left, end); return left + width; }, 0);
    assert.equal(row.at(-1)[0] + row.at(-1)[2], side);
  }
});

test("a part of a picture", () => {
  assert.deepEqual(partOf({ width: 28, height: 28 }, 8, [7, 7]), [4, 4, 4, 4]);
  assert.deepEqual(partOf({ width: 128, height: 96 }, 17, [12, 16]), [8, 8, 8, 8]);
});

test("a step stays on the grid", () => {
  assert.equal(stepped(8, [0, 1], [4, 7]), 9);
  assert.equal(stepped(8, [-1, 0], [4, 7]), 1);
  assert.equal(stepped(6, [0, 1], [4, 7]), 6, "not into the next row");
  assert.equal(stepped(0, [-1, 0], [4, 7]), 0);
  assert.equal(stepped(27, [1, 0], [4, 7]), 27);
});
