import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../../mae_demo/web/link/again.js";

test("those refused together ask again apart, later each time, and not for ever later", () => {
  assert.deepEqual([pause(0, 0), pause(0, 1)], [1, 3]);
  assert.deepEqual([pause(1, 0.5), pause(2, 0.5), pause(3, 0.5)], [4, 8, 16]);
  assert.equal(pause(50, 1), 45);
});
