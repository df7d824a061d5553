// What each loss says of each patch, by hand on a picture of 2×2 pixels, each a patch; and how many masks are offered.
import assert from "node:assert/strict";
import test from "node:test";
import { patchLosses } from "../../mae_demo/web/engine/patch_losses.js";
import { offered } from "../../mae_demo/web/site/folds.js";

const PICTURE = { values: Float32Array.of(0, 1, 1, 0.5), height: 2, width: 2 };
const SAID = Float32Array.of(0.5, 1.5, 0.75, 0.5), SHOWN = Float32Array.of(0.5, 1, 0.75, 0.5); // cut to 0 and 1
const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-6, `${found}, not ${expected}`);

/** By a network that should say the picture itself. */
function losses(loss, mask, said = SAID) {
  const config = { loss, channels: 1, patch_size: 1, target_space: "pixel" };
  const network = { config, target: ({ values }) => values };
  return patchLosses(network, { said, prediction: SHOWN }, PICTURE, Uint8Array.from(mask));
}

test("L1 and MSE are of what is shown, the own loss of what the network says", () => {
  const { l1, mse, own, perfect, picture } = losses("mse", [1, 1, 0, 0]);
  assert.deepEqual([l1, mse, own], [[0.5, 0, 0.25, 0], [0.25, 0, 0.0625, 0], [0.25, 0.25, 0.0625, 0]]);
  assert.equal(perfect, undefined);
  assert.deepEqual(picture, { l1: 0.25, mse: 0.125, own: 0.25, edge: null, whole: 0.25 });
});

test("edges are of the pasted picture, and half of them are added", () => {
  const { picture } = losses("edge", [1, 1, 0, 0]);
  // Errors 0.5, 0.5, 0, 0: the pair across is level, of those down both have a hidden pixel; that below is visible
  near(picture.edge, (0 + 0.25 + 0.25) / 3);
  near(picture.whole, 0.25 + 0.5 * picture.edge);
});

test("a perfect copy has a cross-entropy of its own, and a sure mistake a finite one", () => {
  const { own, perfect, picture } = losses("bce", [1, 0, 0, 1], Float32Array.of(1, 0.5, 1, 0.5));
  assert.deepEqual([own[0], perfect[0]], [100, 0]);
  near(own[1], Math.LN2);
  near(perfect[3], Math.LN2);
  near(picture.own, (100 + Math.LN2) / 2);
});

test("what no checkpoint keeps is not summed up, and where nothing is hidden nothing is", () => {
  for (const [loss, own] of [["adversarial", 0.25], ["wasserstein", 0.25]]) {
    const { picture } = losses(loss, [1, 0, 0, 0]);
    assert.deepEqual([picture.own, picture.whole], [own, null]);
  }
  assert.equal(losses("elbo", [1, 0, 0, 0], SHOWN).picture.whole, null);
  assert.deepEqual([...new Set(Object.values(losses("edge", [0, 0, 0, 0]).picture))], [null]);
});

test("as many masks are offered as the server offers", () => {
  const counts = { parts: [2, 4, 8], most: 64, few: [2, 4], large: 128 };
  assert.deepEqual(offered({ image_size: [128, 128] }, 40, counts), [2, 4, 8, 40]);
  assert.deepEqual(offered({ image_size: [128, 128] }, 256, counts), [2, 4, 8]);
  assert.deepEqual(offered({ image_size: [224, 224] }, 196, counts), [2, 4]);
});
