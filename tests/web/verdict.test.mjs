import assert from "node:assert/strict";
import test from "node:test";
import { verdict } from "../../mae_demo/web/canvas/sentences.js";

const words = new Proxy({}, { get: (_, key) => key });

test("what the figures mean follows from the dB over a smooth fill", () => {
  const said = [3, 2.9, 1, 0.9, 0.5, 0.4, 0, -0.5, -0.6, -9].map((gain) => verdict(20 + gain, 20, words));
  const expected = [
    "far_closer", "clearly_closer", "clearly_closer", "a_little_closer", "a_little_closer", "as_close", "as_close",
    "as_close", "further", "further",
  ];
  assert.deepEqual(said, expected);
  assert.equal(verdict(40, 100, words), "smooth_exact");
});
