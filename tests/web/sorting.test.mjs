// Cards in an order: by a figure, by a visitor, and how far the two agree.
import assert from "node:assert/strict";
import { test } from "node:test";
import { agreement, moved, orderBy } from "../../mae_demo/web/sorting/order.js";

const cards = [
  { key: "a", figures: { mse: 0.3, ssim: 0.9 } },
  { key: "b", figures: { mse: 0.1, ssim: 0.2 } },
  { key: "c", figures: { mse: 0.2, ssim: 0.5 } },
];

test("the closest comes first, whether less or more is better", () => {
  assert.deepEqual(orderBy(cards, "mse"), ["b", "c", "a"]);
  assert.deepEqual(orderBy(cards, "ssim"), ["a", "c", "b"]);
});

test("pairs in the same order are counted", () => {
  assert.deepEqual(agreement(["a", "b", "c"], ["a", "b", "c"]), { alike: 3, pairs: 3 });
  assert.deepEqual(agreement(["a", "b", "c"], ["c", "b", "a"]), { alike: 0, pairs: 3 });
  assert.deepEqual(agreement(["a", "b", "c"], ["b", "a", "c"]), { alike: 2, pairs: 3 });
});

test("a card moves to a place, and not beyond the ends", () => {
  assert.deepEqual(moved(["a", "b", "c"], "a", 1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "a", 9), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], "c", -1), ["c", "a", "b"]);
});
