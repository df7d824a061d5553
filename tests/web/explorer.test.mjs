import assert from "node:assert/strict";
import test from "node:test";
import { measured, nearest, onScreen, placeAt, scaled, towards, turned, turnedBack } from "../../mae_demo/web/explorer/space.js";
import { fractionOf, mostOf } from "../../mae_demo/web/tokens/heat.js";

const close = (found, expected) => found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found}`));
const FLAT = { points: [[0, 0], [10, 0], [10, 5]], turn: [0.6, 0.35] };
Object.assign(FLAT, measured(FLAT.points, FLAT.turn));
const CLOUD = { points: [[0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 0, 2]], turn: [0.6, 0.35] };
Object.assign(CLOUD, measured(CLOUD.points, CLOUD.turn));

test("a flat map has up above", () => {
  close(FLAT.box, [0, 10, -5, 0]);
  assert.deepEqual(scaled(FLAT.box, 100), { by: 9, x: 5, y: 72.5 });
  close(onScreen([10, 5], FLAT, 100), [95, 27.5, 0]);
  close(placeAt(95, 27.5, FLAT, 100, [0, 0]), [10, 5]);
});

test("a cloud that is turned and turned back is as it was, and stays in its box", () => {
  close(CLOUD.middle, [1, 1, 1]);
  close([CLOUD.box[1]], [Math.sqrt(3)]);
  for (const turn of [[0, 0], [0.6, 0.35], [-2, 1.5]])
    for (const point of CLOUD.points) {
      const view = { ...CLOUD, turn };
      close(turnedBack(turned(point, view), view), point);
      assert.ok(onScreen(point, view, 100).slice(0, 2).every((at) => at >= 5 - 1e-9 && at <= 95 + 1e-9));
    }
});

test("not turned, right is x, up is y, near is z", () => close(turned([2, 1, 1], { ...CLOUD, turn: [0, 0] }), [1, 0, 0]));

test("the nearest spot that is meant", () => {
  const spots = [[0, 0], [10, 0], [13, 0]];
  assert.equal(nearest(spots, 11, 0, 9), 1);
  assert.equal(nearest(spots, 11, 0, 9, (index) => index !== 1), 2);
  assert.equal(nearest(spots, 40, 0, 9), null);
});

test("an arrow key goes to the nearest that is more ahead than aside", () => {
  const spots = [[0, 0], [10, 9], [12, 0], [-3, 0], [2, 3]];
  assert.equal(towards(spots, [0, 0], [1, 0], 0), 2); // 12 ahead; (10, 9) counts 28, (2, 3) is aside
  assert.equal(towards(spots, [0, 0], [-1, 0], 0), 3);
  assert.equal(towards(spots, [0, 0], [0, -1], 0), null);
});

test("a token's attention in a head, or the mean of all heads", () => {
  const heads = [[1, 3, 0], [3, 1, 2]];
  assert.deepEqual(fractionOf(heads, 1), [3, 1, 2]);
  assert.deepEqual(fractionOf(heads, null), [2, 2, 1]);
});

test("who is looked at most is neither the class token nor the token itself", () => {
  assert.equal(mostOf([9, 5, 2, 3], [0, 4, 6, 9], 4), 3);
  assert.equal(mostOf([9, 5], [0, 4], 4), -1);
});
