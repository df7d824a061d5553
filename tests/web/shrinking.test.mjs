import assert from "node:assert/strict";
import test from "node:test";
import { fitted, kindOf } from "../../mae_demo/web/crop/shrinking.js";

test("a picture is made small in its own shape, and a small one is left", () => {
  assert.deepEqual(fitted(6000, 4000), [768, 512]);
  assert.deepEqual(fitted(4000, 6000), [512, 768]);
  assert.deepEqual(fitted(28, 28), [28, 28]);
  assert.deepEqual(fitted(10000, 2), [768, 1]);
});

test("a file is called by its ending, or by its type", () => {
  assert.equal(kindOf({ name: "IMG_1.heic", type: "" }), "HEIC");
  assert.equal(kindOf({ name: "paper", type: "application/pdf" }), "PDF");
  assert.equal(kindOf({ name: "notes", type: "" }), "TEXT");
});
