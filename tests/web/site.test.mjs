// The static page's own arithmetic: what an address asks, and what is cut from a picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PARTS, STATE } from "../../mae_demo/web/shared/state.js";
import { askedOf } from "../../mae_demo/web/site/asked.js";
import { isColourful, MIDDLE, partAt, sizeFor } from "../../mae_demo/web/site/cut.js";
import { reported } from "../../mae_demo/web/site/lab/anomaly.js";
import { bestPredictions, expectedLosses } from "../../mae_demo/web/site/lab/guess.js";
import { beside } from "../../mae_demo/web/site/lab/interpolation.js";
import { askedOfPanel } from "../../mae_demo/web/site/lab/tab.js";
import { fittedPixels, middle, resized } from "../../mae_demo/web/site/lanczos.js";
import { noteOn, refusalOf } from "../../mae_demo/web/site/sentences.js";

const LISTS = {
  image: ["0", "18"], checkpoint: ["one", "two"], strategy: ["random", "grid"], tab: ["playground", "about"],
  view: STATE.view.choices,
};
const asked = (address) => askedOf(new URLSearchParams(address), { state: STATE, parts: PARTS, lists: LISTS });

test("an address that says nothing asks for what stands at first", () => {
  const { asked: first, wrong } = asked("");
  assert.deepEqual(wrong, []);
  assert.deepEqual([first.checkpoint, first.image, first.strategy, first.ratio, first.seed, first.mask], [
    "one", "0", "random", "75", "7", "",
  ]);
});

test("what a data set is shown with at first stands where nothing is said", () => {
  const known = { state: STATE, parts: PARTS, lists: LISTS, first: { image: 18, ratio: 35 } };
  const { asked: silent } = askedOf(new URLSearchParams("checkpoint=two"), known);
  assert.deepEqual([silent.checkpoint, silent.image, silent.ratio, silent.seed], ["two", "18", "35", "7"]);
  assert.equal(askedOf(new URLSearchParams("ratio=60"), known).asked.ratio, "60");
});

test("what is right is taken, and what is wrong has a sentence", () => {
  const said = asked("checkpoint=two&image=18&ratio=101&seed=1.5&hide=mask,about&view=raw&mask=zz&__theme=dark&x=1");
  assert.deepEqual(said.wrong, ["wrong_ratio", "wrong_seed"]);
  assert.deepEqual([said.asked.checkpoint, said.asked.image, said.asked.ratio, said.asked.view], ["two", "18", "75", "raw"]);
  assert.deepEqual(asked("hide=mask,walls&tab=no&image=own&balance=１").wrong, [
    "wrong_hide", "wrong_tab", "own_image", "wrong_balance",
  ]);
});

const PHOTOS = { photographs: ["photos", "imagenet"], longest: 4 };
const network = { image_size: [128, 128], patch_size: 8, family: "unet", dataset: "photos" };

test("a network of photographs keeps a picture's shape, in whole patches, up to four to one", () => {
  const size = (width, height, config = network) => sizeFor(config, { width, height }, PHOTOS);
  assert.deepEqual(size(300, 200), [128, 88]); // 16 · 200 / 300 = 10.67 patches
  assert.deepEqual(size(200, 300), [88, 128]);
  assert.deepEqual(size(1000, 10), [128, 32]);
  assert.deepEqual(size(64, 64), [128, 128]);
  assert.deepEqual(size(640, 500), [128, 96]); // 12.5 patches are 12, as in Python
  assert.deepEqual(size(300, 200, { ...network, dataset: "emoji" }), [128, 128]);
});

test("the part of a picture that a frame shows", () => {
  const whole = { width: 400, height: 200 };
  assert.deepEqual(partAt(whole, MIDDLE, [28, 28]), [100, 0, 200, 200]);
  assert.deepEqual(partAt(whole, { x: 0, y: 1, side: 50 }, [28, 28]), [0, 100, 100, 100]);
  assert.deepEqual(partAt(whole, { x: 1, y: 0, side: 100 }, [128, 64]), [0, 0, 400, 200]);
});

test("the middle of a picture in another shape", () => {
  assert.deepEqual(middle([400, 200], [10, 10]), [100, 0, 300, 200]);
  assert.deepEqual(middle([10, 30], [20, 20]), [0, 10, 10, 20]);
});

test("resizing keeps an even tone, and a size that is there already", () => {
  assert.deepEqual([...resized(new Uint8ClampedArray(60).fill(77), [10, 6], [0, 0, 10, 6], [4, 9])], Array(36).fill(77));
  const data = Uint8ClampedArray.from([10, 20, 30, 255, 40, 50, 60, 255]);
  assert.deepEqual(fittedPixels({ width: 2, height: 1, data }, [2, 1], 3).data, data);
  assert.deepEqual([...fittedPixels({ width: 2, height: 1, data }, [2, 1], 1).data.slice(0, 4)], [18, 18, 18, 255]);
});

test("a picture is colourful where a hundredth of it is", () => {
  const grey = new Uint8ClampedArray(400).fill(90), some = grey.slice();
  some.set([200, 90, 90, 255, 200, 90, 90, 255]);
  assert.equal(isColourful(grey), false);
  assert.equal(isColourful(some.subarray(0, 4 * 100)), true);
});

test("what is said of a mask that hides nothing or everything", () => {
  const plain = { target_space: "pixel", architecture: {} };
  assert.equal(noteOn({ hidden: 0, patches: 49 }, plain), "nothing_hidden");
  assert.equal(noteOn({ hidden: 48, patches: 49 }, plain), null);
  const all = (config) => noteOn({ hidden: 49, patches: 49 }, { ...plain, ...config });
  assert.equal(all({}), "everything_hidden");
  assert.equal(all({ target_space: "patch-normalised" }), "everything_hidden_normalised");
  assert.equal(all({ architecture: { blank: 0 } }), "everything_hidden_untold");
  assert.equal(all({ architecture: { filled: true } }), "everything_hidden_filled");
});

test("a refusal becomes its sentence, an unknown one that of a fault", () => {
  const words = { missing: "No {address}, {status}.", broken: "Wrong: {message}." };
  assert.equal(refusalOf({ code: "missing", values: { address: "a", status: 404 } }, words), "No a, 404.");
  assert.equal(refusalOf(new Error("x is not a function"), words), "Wrong: x is not a function.");
});

test("which guess L1 and MSE prefer, of a pixel that is white in 70 of 100", () => {
  const close = (found, expected) => found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-12));
  close(expectedLosses(0.7, 0.7), [0.42, 0.21, -0.7 * Math.log(0.7) - 0.3 * Math.log(0.3)]);
  close(expectedLosses(0.7, 1).slice(0, 2), [0.3, 0.3]);
  assert.equal(expectedLosses(0.7, 1)[2], Infinity);
  close(expectedLosses(1, 1), [0, 0, 0]);
  close(bestPredictions(0.7), [1, 0.7]);
  close(bestPredictions(0.3), [0, 0.3]);
});

test("a link sets a panel's controls, and what it says wrongly stays as at first", () => {
  const table = {
    picture: { type: "choice", fallback: 1 }, kind: { type: "choice", fallback: "a", choices: ["a", "b"] },
    strength: { type: "whole", low: 0, high: 60, fallback: 20 }, autoencoder: { type: "choice", fallback: null },
  };
  const offered = { picture: ["1", "18"], autoencoder: ["x", "y"] }, first = { autoencoder: "x" };
  const asked = (query) => askedOfPanel(table, new URLSearchParams(query), offered, first);
  assert.deepEqual(asked("picture=18&kind=b&strength=30&autoencoder=y"), {
    values: { picture: 18, kind: "b", strength: 30, autoencoder: "y" }, wrong: [],
  });
  assert.deepEqual(asked("picture=2&strength=61&kind=c&autoencoder=z"), {
    values: { picture: 1, kind: "a", strength: 20, autoencoder: "x" },
    wrong: ["picture", "kind", "strength", "autoencoder"],
  });
});

test("a threshold reports what reaches it, the largest error first", () => {
  const found = reported([0.1, 0.3, 0.2, 0.05], [false, true, false, true], 0.1);
  assert.deepEqual(found, { hits: 1, false_alarms: 2, largest: [1, 2, 0] });
});

test("a film is the chosen picture, a gap and its steps, row by row", () => {
  const { film, width } = beside([[1, 2, 3, 4], [5, 6, 7, 8]].map((each) => Float32Array.from(each)), 2);
  assert.equal(width, 10);
  assert.deepEqual([...film], [1, 2, ...Array(6).fill(0.5), 5, 6, 3, 4, ...Array(6).fill(0.5), 7, 8]);
});
