import assert from "node:assert/strict";
import test from "node:test";
import { fromHex, toHex } from "../../mae_demo/web/shared/hex.js";

test("the first patch is the highest bit", () => {
  assert.equal(toHex([true, false, false, false, false, false, false, true]), "81");
  assert.equal(toHex([true, true, false]), "c"); // what is missing counts as visible
  assert.equal(toHex([]), "");
});

test("49 patches are 13 digits, the last of one bit", () => {
  assert.equal(toHex(Array(49).fill(true)), "f".repeat(12) + "8");
  assert.deepEqual(fromHex("0".repeat(12) + "8", 49), [...Array(48).fill(false), true]);
});

test("a mask comes back as it was", () => {
  for (const count of [1, 3, 4, 5, 49, 196]) {
    const mask = Array.from({ length: count }, (_, i) => (i * i + i) % 7 < 3);
    assert.deepEqual(fromHex(toHex(mask), count), mask);
  }
});
