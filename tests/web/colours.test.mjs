import assert from "node:assert/strict";
import test from "node:test";
import { byteErrors, patchErrors } from "../../mae_demo/web/shared/errors.js";
import { colourer, fillLegend, heatPixels } from "../../mae_demo/web/shared/scale.js";

const SCALE = { low: 0, high: 0.5, colours: "000000 ff0000 ffffff" };

test("colours run evenly from low to high", () => {
  const colour = colourer(SCALE);
  assert.deepEqual(colour(0), [0, 0, 0]);
  assert.deepEqual(colour(0.25), [255, 0, 0]);
  assert.deepEqual(colour(0.5), [255, 255, 255]);
  assert.deepEqual(colour(0.125), [128, 0, 0]); // 127.5
  assert.deepEqual(colour(0.3), [255, 51, 51]); // a fifth of the second half
});

test("beyond a scale its ends stand", () => {
  assert.deepEqual(colourer(SCALE)(-1), [0, 0, 0]);
  assert.deepEqual(colourer(SCALE)(7), [255, 255, 255]);
  assert.deepEqual(colourer({ low: -1, high: 1, colours: "0000ff ff0000" })(0), [128, 0, 128]);
});

test("a map has one pixel a number", () => {
  const { width, height, data } = heatPixels([0, 0.25, 0.5, 0], 2, SCALE);
  assert.deepEqual([width, height], [2, 2]);
  assert.deepEqual([...data], [0, 0, 0, 255, 255, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
});

test("a legend stands between the words for both ends", (t) => {
  globalThis.document = { createElement: () => ({ style: {} }) };
  t.after(() => delete globalThis.document);
  let said;
  const legend = { replaceChildren: (...all) => (said = all) };
  fillLegend(legend, { low: -1, high: 0.5, colours: "0000ff ff0000" }, ["{value}", "≥ {value}"]);
  assert.deepEqual([said[0], said[2]], ["−1", "≥ 0.5"]);
  assert.equal(said[1].style.background, "linear-gradient(to right, #0000ff,#ff0000)");
});

test("an error is the mean over the colours, and alpha does not count", () => {
  assert.deepEqual(byteErrors([255, 0, 0, 255, 10, 20, 30, 0], [0, 0, 0, 255, 10, 20, 30, 255]), [1 / 3, 0]);
});

test("a patch's error is the mean over its pixels", () => {
  // 4 wide, 2 high, two patches of 2 by 2
  const errors = patchErrors([1, 0, 0.5, 0.5, 0, 0, 0.5, 0.5], { width: 4, height: 2 }, [1, 2]);
  assert.deepEqual(errors, [0.25, 0.5]);
  assert.deepEqual(patchErrors([0.1, 0.2, 0.3, 0.4], { width: 2, height: 2 }, [2, 2]), [0.1, 0.2, 0.3, 0.4]);
  // 2 wide, 4 high, two patches, one below the other
  assert.deepEqual(patchErrors([1, 1, 1, 1, 0, 0, 0, 0.5], { width: 2, height: 4 }, [2, 1]), [1, 0.125]);
  // 4 wide, 2 high, two patches of 4 by 1: they need not be squares
  assert.deepEqual(patchErrors([1, 1, 0, 0, 0, 0, 0, 1], { width: 4, height: 2 }, [2, 1]), [0.5, 0.25]);
});
