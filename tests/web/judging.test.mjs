// What every loss says, by hand on a picture of 2×2 and one of flat patches, and how pictures are pooled.
import assert from "node:assert/strict";
import test from "node:test";
import { lossesOf, pooled } from "../../mae_demo/web/engine/judging.js";
import { bestOf, judgingOf } from "../../mae_demo/web/site/judging.js";

const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-5, `${found}, not ${expected}`);

test("losses by hand", () => {
  const picture = { values: Float32Array.of(0, 1, 1, 0), height: 2, width: 2 };
  const prediction = Float32Array.of(0.5, 0.75, 9, 9), hidden = Uint8Array.of(1, 1, 0, 0); // what is visible is pasted
  const { mse, l1, bce, edge, rough } = lossesOf(prediction, picture, hidden, 1);
  near(mse, (0.25 + 0.0625) / 2);
  near(l1, 0.375);
  near(bce, -(Math.log(0.5) + Math.log(0.75)) / 2);
  // Errors 0.5, -0.25, 0, 0: of the pairs across the upper alone has a hidden one, of those down both have
  near(edge, mse + (0.5 * (0.75 ** 2 + 0.5 ** 2 + 0.25 ** 2)) / 3);
  near(rough[1], (Math.SQRT2 + 1) / 2);
  near(rough[0], (Math.sqrt(0.25 ** 2 + 0.5 ** 2) + 0.75) / 2);
});

test("a certain and wrong prediction has a finite cross-entropy", () => {
  const picture = { values: Float32Array.of(1, 0, 0, 0), height: 2, width: 2 };
  near(lossesOf(new Float32Array(4), picture, Uint8Array.of(1, 0, 0, 0), 1).bce, -Math.log(1e-3));
});

test("normalised patches have neither brightness nor contrast of their own, and an own output stands as it is", () => {
  const values = Float32Array.of(0.1, 0.2, 0.3, 0.4), picture = { values, height: 2, width: 2 };
  const hidden = new Uint8Array(4).fill(1), twice = values.map((x) => 0.05 + 2 * x);
  assert.ok(lossesOf(twice, picture, hidden, 2).normpix < 1e-8);
  const deviation = Math.sqrt((2 * (0.15 ** 2 + 0.05 ** 2)) / 3 + 1e-6);
  const mean = values.reduce((sum, x) => sum + ((x - 0.25) / deviation) ** 2, 0) / 4;
  near(lossesOf(twice, picture, hidden, 2, new Float32Array(4)).normpix, mean);
});

test("sharpness divides means, and a flat truth has none", () => {
  const of = (found, truth) => ({ mse: found, l1: 0, bce: 0, edge: 0, normpix: 0, rough: [found, truth] });
  assert.deepEqual([pooled([of(1, 0), of(2, 4)]).sharpness, pooled([of(1, 0), of(2, 4)]).mse], [0.75, 1.5]);
  assert.equal(pooled([of(1, 0)]).sharpness, null);
});

test("low is best, and of sharpness one", () => {
  const of = (mse, sharpness) => ({ mse, l1: 0, bce: 0, edge: 0, normpix: 0, sharpness });
  const { mse, sharpness } = bestOf({ a: of(2, 0.4), b: of(1, 1.2) });
  assert.deepEqual([mse, sharpness], ["b", "b"]);
  assert.equal("sharpness" in bestOf({ a: of(2, null), b: of(1, null) }), false);
  assert.deepEqual(bestOf({ a: of(2, 0.4) }), {}, "nobody to be better than");
});

/** What a page gives: pictures of 1×1 pixel, and elements that keep nothing. */
const PIXEL = { width: 1, height: 1, data: new Uint8Array(4) };
const CANVAS = { fillRect() {}, drawImage() {}, getImageData: () => PIXEL };
const ELEMENT = { append() {}, setAttribute() {}, getContext: () => CANVAS };
const GIVEN = { words: { compare: {} }, ensembles: {}, models: { a: { config: { channels: 1 } } }, beside: { a: "x" } };
Object.assign(GIVEN, { samples: { x: [{ address: "" }] }, labels: {}, digits: {} });

test("what fails for a table that a newer question has replaced is not told", async () => {
  globalThis.document = { createElement: () => ({ ...ELEMENT }) };
  globalThis.Image = class { naturalWidth = 1; naturalHeight = 1; set src(_) { setImmediate(() => this.onload()); } };
  try {
    const failing = [], networks = { ask: () => new Promise((_, reject) => failing.push(reject)) };
    const judged = judgingOf({ replaceChildren() {} }, GIVEN, networks);
    const question = { names: ["a"], masker: "a", hidden: [true], size: [1, 1] };
    const older = judged(question);
    while (!failing.length) await new Promise(setImmediate);
    const newer = judged(question);
    failing[0](new Error("of the older one"));
    await older;
    while (failing.length < 2) await new Promise(setImmediate);
    failing[1](new Error("of the newer one"));
    await assert.rejects(newer, /newer/);
  } finally {
    delete globalThis.document;
    delete globalThis.Image;
  }
});
