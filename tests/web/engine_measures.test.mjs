import assert from "node:assert/strict";
import test from "node:test";
import { arena } from "../../mae_demo/web/engine/arena.js";
import { BASELINES } from "../../mae_demo/web/engine/baselines.js";
import { measure, overall } from "../../mae_demo/web/engine/metrics.js";
import { patchOffsets } from "../../mae_demo/web/engine/patches.js";
import { errorMap, patchErrorMap, pixelErrors } from "../../mae_demo/web/engine/pictures.js";
import { fromBytes, normalisedPicture, toBytes } from "../../mae_demo/web/engine/pictures.js";
import { pullPush } from "../../mae_demo/web/engine/pull_push.js";
import { kernels, numbers } from "./engine.mjs";

const SCALE = { low: 0, high: 0.5, colours: "000000 ff0000 ffffff" };
const space = await arena(kernels);
const picture = { values: numbers(64), height: 8, width: 8 };
const left = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 1 : 0));

test("figures are those of hidden pixels alone", () => {
  const prediction = picture.values.map((x, i) => (left[i] ? x + (i % 2 ? 0.1 : -0.1) : 99));
  const found = measure(space, prediction, picture, left);
  assert.ok(Math.abs(found.masked_l1 - 0.1) < 1e-6 && Math.abs(found.masked_psnr - 20) < 1e-4);
  assert.ok(found.masked_ssim < 1 && found.sharpness > 0);
  const copy = measure(space, picture.values, picture, left);
  assert.deepEqual([copy.masked_psnr, copy.masked_l1, copy.sharpness], [100, 0, 1]);
  assert.ok(Math.abs(copy.masked_ssim - 1) < 1e-9);
  assert.equal(measure(space, picture.values, picture, new Uint8Array(64)).masked_psnr, null);
  const flat = { ...picture, values: new Float32Array(64) };
  assert.equal(measure(space, prediction, flat, left).sharpness, null);
});

test("figures of a changed picture are those of all pixels", () => {
  const changed = picture.values.map((x, i) => x + (left[i] ? 0.1 : -0.3));
  const { mse, l1, psnr, ssim } = overall(space, changed, picture);
  assert.ok(Math.abs(mse - 0.05) < 1e-6 && Math.abs(l1 - 0.2) < 1e-6 && Math.abs(psnr - 10 * Math.log10(20)) < 1e-4);
  assert.ok(ssim < 1);
  const same = overall(space, picture.values, picture);
  assert.deepEqual([same.mse, same.l1, same.psnr], [0, 0, 100]);
  assert.ok(Math.abs(same.ssim - 1) < 1e-9);
});

test("fillings leave visible pixels, and are 0.5 where nothing is visible", () => {
  for (const [name, fill] of Object.entries(BASELINES)) {
    const filled = fill(space, picture, left);
    left.forEach((hidden, i) => hidden || assert.equal(filled[i], picture.values[i], name));
    assert.deepEqual(fill(space, picture, new Uint8Array(64)), picture.values);
    assert.deepEqual(fill(space, picture, new Uint8Array(64).fill(1)), new Float32Array(64).fill(0.5));
  }
});

test("a slope is continued by the thin plate, and flattens out under the soap film", () => {
  const slope = { values: Float32Array.from({ length: 64 }, (_, i) => (i % 8) / 8), height: 8, width: 8 };
  const inside = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 > 2 && i % 8 < 5 ? 1 : 0));
  for (const name of ["harmonic", "biharmonic"]) {
    BASELINES[name](space, slope, inside).forEach((x, i) => assert.ok(Math.abs(x - slope.values[i]) < 1e-4, name));
  }
  const edge = BASELINES.harmonic(space, slope, left); // no slope at the edge: the value of column 4 everywhere
  left.forEach((hidden, i) => hidden && assert.ok(Math.abs(edge[i] - 0.5) < 1e-4));
});

test("a hidden pixel under the soap film is the mean of its neighbours, in each of five channels and shapes", () => {
  for (const [height, width] of [[7, 12], [12, 7], [1, 9]]) {
    const plane = height * width, many = { values: numbers(5 * plane), height, width };
    const hidden = Uint8Array.from({ length: plane }, (_, i) => (i % 5 ? 1 : 0));
    const filled = BASELINES.harmonic(space, many, hidden);
    for (let c = 0; c < 5; c++)
      for (let i = 0; i < plane; i++) {
        const [x, y] = [i % width, Math.floor(i / width)];
        const around = [x && i - 1, x < width - 1 && i + 1, y && i - width, y < height - 1 && i + width];
        const there = around.filter((at, k) => [x, x < width - 1, y, y < height - 1][k]);
        const mean = there.reduce((sum, at) => sum + filled[c * plane + at], 0) / there.length;
        if (hidden[i]) assert.ok(Math.abs(filled[c * plane + i] - mean) < 1e-4);
      }
  }
});

test("pull-push by hand, and relaxed", () => {
  const row = (values) => ({ values: Float32Array.from(values), height: 1, width: 4 });
  assert.deepEqual([...pullPush(row([1, 3, 9, 9]), [0, 0, 1, 1])], [1, 3, 2, 2]);
  assert.deepEqual([...pullPush(row([1, 3, 9, 6]), [0, 0, 1, 0])], [1, 3, 5, 6]);
  const relaxed = pullPush(row([0, 0, 9, 1]), [0, 1, 1, 0], 200);
  relaxed.forEach((x, i) => assert.ok(Math.abs(x - i / 3) < 1e-5));
});

test("patches run row by row; a weight's order has the channel outside", () => {
  // 2 channels of 2 by 4 pixels, patches of 2 by 2
  assert.deepEqual([...patchOffsets(2, 2, 4, 2, "last").slice(0, 8)], [0, 8, 1, 9, 4, 12, 5, 13]);
  assert.deepEqual([...patchOffsets(2, 2, 4, 2, "first").slice(0, 8)], [0, 1, 4, 5, 8, 9, 12, 13]);
});

test("bytes to numbers and back are the same, in grey and in colour", () => {
  const grey = Uint8ClampedArray.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 255 : i >> 2));
  assert.deepEqual(toBytes(fromBytes(grey, 1), { height: 16, width: 16 }).data, grey);
  const colour = Uint8ClampedArray.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 255 : 3 * i));
  assert.deepEqual(toBytes(fromBytes(colour, 3), { height: 4, width: 4 }).data, colour);
  assert.deepEqual([...toBytes([-1, 2], { height: 1, width: 2 }).data], [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.deepEqual([...normalisedPicture([-3, 0], { height: 1, width: 2 }).data.slice(0, 5)], [0, 0, 0, 255, 128]);
});

test("error maps have the scale's colours", () => {
  const truth = { values: Float32Array.from([0, 0, 0, 0]), height: 1, width: 4 };
  const errors = pixelErrors(Float32Array.from([0.25, 0.75, 0, 0.5]), truth);
  assert.deepEqual([...errorMap(errors, truth, SCALE).data.slice(0, 8)], [255, 0, 0, 255, 255, 255, 255, 255]);
  const { width, height, data } = patchErrorMap(errors, truth, [1, 2], SCALE);
  assert.deepEqual([width, height, ...data.slice(8, 12)], [4, 1, 255, 0, 0, 255]);
  const colour = pixelErrors(Float32Array.from([0.3, 0.6, 0]), { values: new Float32Array(3), height: 1, width: 1 });
  assert.ok(Math.abs(colour[0] - 0.3) < 1e-6);
});
