// Training in the browser: courses, their pictures, their components, and the questions of the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arena } from "../../mae_demo/web/engine/arena.js";
import { BASELINES } from "../../mae_demo/web/engine/baselines.js";
import { generator } from "../../mae_demo/web/engine/generator.js";
import { training } from "../../mae_demo/web/engine/training/answering.js";
import { damagePicture, endlessOrder, normals } from "../../mae_demo/web/engine/training/batches.js";
import { comparison, eigen, principalComponents, projected } from "../../mae_demo/web/engine/training/components.js";
import { course } from "../../mae_demo/web/engine/training/course.js";
import { holes } from "../../mae_demo/web/engine/training/holes.js";
import { unpacked } from "../../mae_demo/web/engine/training/pictures.js";
import { cut } from "../../mae_demo/web/train/photo.js";
import { KERNELS, kernels } from "./engine.mjs";

const FILE = readFileSync(new URL("../../mae_demo/web/train/pictures/digits.gz", import.meta.url));
const digits = { ...(await unpacked(FILE)), square: 1, blank: 0 };
const SETTINGS = {
  code: 2, depth: 1, units: "relu", tied: false, loss: "mse", optimiser: "adam", batch: 16, hidden: 0, noise: 0,
  seed: 7,
};
const learnt = async (settings, steps, rate = 0.003) => {
  const run = await course(kernels, digits, { ...SETTINGS, ...settings });
  const before = run.report(null);
  for (let i = 0; i < steps; i++) run.step(rate);
  return { run, before, after: run.report(null) };
};
const near = (a, b, apart) => assert.ok(Math.abs(a - b) <= apart, `${a} is not ${b}`);

function found(work) {
  for (let next = work.next(); ; next = work.next()) if (next.done) return next.value;
}

test("the digits are what scikit-learn ships", () => {
  assert.deepEqual([digits.count, digits.height, digits.width, digits.labels.length], [1797, 8, 8, 1797]);
  assert.deepEqual([...digits.labels.subarray(0, 5)], [0, 1, 2, 3, 4]);
  assert.deepEqual([...digits.values.subarray(0, 8)].map((v) => v * 16), [0, 0, 5, 13, 9, 1, 0, 0]);
});

test("a damaged file is refused", async () => {
  await assert.rejects(unpacked(FILE.subarray(0, 20_000)), { code: "damaged" });
});

test("what is learnt helps with pictures that no step saw, by every loss", async () => {
  for (const loss of ["mse", "l1", "bce"])
    for (const units of ["relu", "linear"]) {
      const { before, after } = await learnt({ loss, units, code: 8, tied: units === "linear" }, 400);
      assert.ok(after.held < 0.8 * before.held && after.psnr > before.psnr + 2, `${loss}, ${units}: ${after.psnr} dB`);
      assert.equal(after.pictures, 400 * 16);
    }
});

test("the same seed makes the same course, another one another", async () => {
  const damage = { hidden: 0.25, noise: 0.1 };
  const [a, b, c] = await Promise.all([{}, {}, { seed: 8 }].map((other) => learnt({ ...damage, ...other }, 20)));
  assert.deepEqual(a.after, b.after);
  assert.notEqual(a.after.held, c.after.held);
});

test("hidden pixels leave nothing of a picture, and none are hidden for nothing", () => {
  const shape = { height: 4, width: 6, channels: 3, square: 2, blank: 0.5 };
  const by = { rand: generator(1).rand, normal: () => 9 };
  const values = Float32Array.from({ length: 72 }, (_, i) => i / 73), kept = values.slice();
  damagePicture(values, shape, { hidden: 0, noise: 0 }, by);
  assert.deepEqual(values, kept);
  damagePicture(values, shape, { hidden: 0.5, noise: 0 }, by);
  const isHidden = (c, y, x) => values[(c * 4 + y) * 6 + x] === 0.5;
  let squares = 0;
  for (let y = 0; y < 4; y++) for (let x = 0; x < 6; x++) for (let c = 0; c < 3; c++)
    assert.equal(isHidden(c, y, x), isHidden(0, y - (y % 2), x - (x % 2)), "whole squares, in all colours");
  for (let y = 0; y < 4; y += 2) for (let x = 0; x < 6; x += 2) squares += isHidden(0, y, x);
  assert.ok(squares > 0 && squares < 6);
  damagePicture(values, shape, { hidden: 1, noise: 1 }, by);
  assert.ok(values.every((value) => value === 0.5), "noise comes first, and stays within 0 and 1");
});

test("a hole is filled as by harmonic interpolation, and a picture of nothing but holes is grey", async () => {
  const shape = { height: 8, width: 8, channels: 3, square: 2 }, { fill, own } = holes(shape), { rand } = generator(5);
  const space = await arena(kernels);
  for (let round = 0; round < 20; round++) {
    const values = Float32Array.from({ length: 192 }, rand);
    const squares = Uint8Array.from({ length: 16 }, () => Number(rand() < 0.5));
    const hidden = new Uint8Array(64), expected = values.slice();
    squares.forEach((isHidden, square) => own[square].slice(0, 4).forEach((at) => (hidden[at] = isHidden)));
    const harmonic = BASELINES.harmonic(space, { values: expected, height: 8, width: 8 }, hidden);
    values.forEach((_, i) => hidden[i % 64] && (values[i] = 9)); // what is hidden has no part in it
    fill(values, squares);
    harmonic.forEach((value, i) => near(values[i], value, hidden[i % 64] ? 0.02 : 0));
  }
  const grey = new Float32Array(192);
  fill(grey, new Uint8Array(16).fill(1));
  assert.ok(grey.every((value) => value === 0.5));
});

test("a window shows the filling around a hole, less the hole's mean, and which squares are hidden or outside", () => {
  const { windowOf, inputs, outputs, window, own } = holes({ height: 6, width: 6, channels: 1, square: 2 });
  assert.deepEqual([inputs, outputs, window], [45, 4, { height: 6, width: 6, channels: 1 }]);
  const picture = Float32Array.from({ length: 36 }, (_, i) => i), hidden = Uint8Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0]);
  const middle = new Float32Array(45), corner = new Float32Array(45);
  windowOf(middle, picture, hidden, 4);
  assert.deepEqual([...own[4]], [14, 15, 20, 21]); // their mean is 17.5
  assert.deepEqual([...middle], [...[...picture].map((value) => value - 17.5), ...hidden]);
  windowOf(corner, picture, hidden, 0); // 0, 1, 6, 7: 3.5
  const rows = [0, 0, 0, 1, 2, 3], columns = [0, 0, 0, 1, 2, 3];
  assert.deepEqual([...corner.subarray(0, 36)], rows.flatMap((y) => columns.map((x) => 6 * y + x - 3.5)));
  assert.deepEqual([...corner.subarray(36)], [1, 1, 1, 1, 0, 1, 1, 0, 1]);
});

test("where pixels are hidden, the baseline is harmonic interpolation of the same pictures", async () => {
  const run = await course(kernels, { ...digits, blank: -1 }, { ...SETTINGS, hidden: 0.5 });
  const space = await arena(kernels);
  run.damaged.forEach((damaged, i) => {
    const hidden = Uint8Array.from(damaged, (value) => Number(value === -1));
    const truth = run.originals[i];
    assert.ok(hidden.includes(1) && hidden.includes(0));
    truth.forEach((value, at) => hidden[at] || near(damaged[at], value, 0));
    const expected = BASELINES.harmonic(space, { values: truth, height: 8, width: 8 }, hidden);
    run.filling.shown[i].forEach((value, at) => near(value, expected[at], 1e-3));
  });
  assert.equal(run.adds, false);
  assert.equal((await course(kernels, digits, { ...SETTINGS, noise: 0.2 })).filling, null, "noise alone hides nothing");
});

test("where pixels are hidden, figures of network and baseline count them alone", async () => {
  // Whole pictures are hidden or none of their pixels: a network sees all hidden ones alike, and fills them alike
  const data = { ...digits, square: 8, blank: -1 }, first = digits.count - 256, { rand } = generator(SETTINGS.seed + 1);
  const hidden = Array.from({ length: 256 }, () => rand() < 0.4);
  const places = hidden.flatMap((isHidden, i) => (isHidden ? [first + i] : []));
  const squares = (made) => {
    const errors = places.flatMap((at) => made.map((y, j) => (y - digits.values[64 * at + j]) ** 2));
    return errors.reduce((sum, error) => sum + error) / errors.length;
  };
  for (const loss of ["mse", "l1", "bce"]) {
    const run = await course(kernels, data, { ...SETTINGS, hidden: 0.4, loss });
    for (let i = 0; i < 30; i++) run.step(0.003);
    const report = run.report(null), output = report.outputs[run.damaged.findIndex((damaged) => damaged[0] === -1)];
    const [own, grey] = [[...output], Array(64).fill(0.5)].map(squares); // nothing around a hole is visible
    near(report.psnr, -10 * Math.log10(own), 1e-3);
    near(run.filling.psnr, -10 * Math.log10(grey), 1e-3);
    if (loss === "bce") near(run.filling.loss, Math.log(2), 1e-6);
    if (loss !== "mse") continue;
    near(report.held, own, 1e-5);
    near(run.filling.loss, grey, 1e-5);
  }
});

/** Crops of a plane with edges and ripples that a smooth filling blurs. */
function ripples() {
  const width = 160, height = 100, data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)], level = 128 + 90 * Math.sin(x / 1.9 + y / 3.1);
    data.set([level, 255 - level, 128, 255], 4 * i);
  }
  return { ...cut({ width, height, data }), square: 2, blank: 0.5, fills: true };
}
const FILLS = { ...SETTINGS, code: 16, hidden: 0.5, batch: 8 };

test("a network that fills holes begins with the filling and comes to beat it, by every loss", async () => {
  const data = ripples();
  for (const loss of ["mse", "l1", "bce"]) {
    const run = await course(kernels, data, { ...FILLS, loss }), before = run.report();
    const least = loss === "bce" ? 0.05 : 1e-5; // a filling of 0 or 1 is no probability to begin with
    near(before.psnr, run.filling.psnr, least);
    near(before.held, run.filling.loss, 1e-5);
    for (let i = 0; i < 150; i++) run.step(0.003);
    const after = run.report();
    assert.ok(after.psnr > run.filling.psnr + 2 && after.held < run.filling.loss, `${loss}: ${after.psnr} dB`);
  }
});

test("what fills holes changes hidden pixels alone, and begins anew alike", async () => {
  const data = ripples(), [run, again] = await Promise.all([0, 1].map(() => course(kernels, data, FILLS)));
  for (let i = 0; i < 5; i++) [run, again].forEach((each) => each.step(0.003));
  const report = run.report();
  assert.deepEqual(report, again.report());
  assert.deepEqual([report.filters.length, report.filters[0].length, report.map], [24, 108, null]);
  report.outputs.forEach((output, i) => output.forEach((value, j) => {
    const isHidden = run.damaged[i][j] === 0.5 && run.damaged[i][j] !== run.originals[i][j];
    if (!isHidden) near(value, run.originals[i][j], j < 128 ? 1e-7 : 0.1); // blue is 0.5 everywhere
  }));
});

test("a rate that is too high is told where holes are filled, too", async () => {
  const run = await course(kernels, ripples(), { ...FILLS, optimiser: "sgd", units: "linear", depth: 2 });
  for (let i = 0; i < 60; i++) run.step(30);
  assert.equal(run.report().isFinite, false);
});

test("every picture has its turn before one comes again", () => {
  const next = endlessOrder(5, generator(2));
  for (let round = 0; round < 3; round++)
    assert.deepEqual(Array.from({ length: 5 }, next).sort(), [0, 1, 2, 3, 4]);
});

test("normal numbers have mean 0 and deviation 1", () => {
  const normal = normals(generator(3)), all = Array.from({ length: 20_000 }, normal);
  const mean = all.reduce((sum, x) => sum + x) / all.length;
  const square = all.reduce((sum, x) => sum + x * x, 0) / all.length;
  near(mean, 0, 0.03);
  near(square, 1, 0.05);
});

test("eigenvalues of a matrix that is known by heart", () => {
  const { values, vectors } = eigen([[2, 1, 0], [1, 2, 0], [0, 0, 5]]);
  values.forEach((value, i) => near(value, [5, 3, 1][i], 1e-12));
  near(Math.abs(vectors[1][0]), Math.SQRT1_2, 1e-12);
  near(Math.abs(vectors[0][2]), 1, 1e-12);
});

test("a linear autoencoder reaches PCA's error and its span, and not its axes", async () => {
  const run = await course(kernels, digits, { ...SETTINGS, units: "linear", depth: 0, code: 4, batch: 64 });
  const principal = found(principalComponents(await arena(kernels), run.training(), 64, 4, generator(0)));
  for (let i = 0; i < 6000; i++) run.step(i < 4000 ? 0.003 : 0.0003);
  const report = run.report(principal), pca = run.ofComponents(principal);
  near(report.psnr, pca.psnr, 0.1);
  assert.ok(report.comparison.angle < 6, `${report.comparison.angle} degrees`);
  assert.ok(Math.min(...report.comparison.cosines) < 0.95, "the axes are others");
  const same = comparison(principal.components, principal.components);
  near(same.angle, 0, 0.1);
  same.cosines.forEach((cosine) => near(cosine, 1, 1e-6));
  const mean = projected(Float32Array.from(principal.mean), principal);
  near(Math.max(...mean.map((value, i) => Math.abs(value - principal.mean[i]))), 0, 1e-6);
});

test("a code of two numbers has a map, others have none", async () => {
  const { after } = await learnt({}, 50);
  const { codes, box, field } = after.map;
  assert.equal(codes.length, 512);
  assert.ok(box[0] < box[1] && box[2] < box[3]);
  assert.deepEqual([field.length, field[0].length], [64, 64]);
  assert.equal((await learnt({ code: 3 }, 1)).after.map, null);
});

test("a rate that is too high is told as soon as numbers end", async () => {
  const { after } = await learnt({ units: "linear", optimiser: "sgd", depth: 2, code: 8 }, 60, 30);
  assert.equal(after.isFinite, false);
});

test("the worker's end plays, pauses, steps and begins anew", async () => {
  const works = [], answers = [], clock = { time: 0 };
  const tick = () => (clock.time += 1), later = (work) => works.push(work);
  const receive = training((answer) => answers.push(answer), { now: tick, later });
  let id = 0;
  const ask = async (question) => {
    await receive({ id: ++id, of: "training", ...question });
    return answers.find((answer) => answer.id === id);
  };
  const turn = () => works.splice(0).forEach((work) => work());
  assert.equal((await ask({ ask: "build", data: "digits", settings: SETTINGS })).refused.code, "unloaded");
  await ask({ ask: "start", kernels: KERNELS });
  await ask({ ask: "data", name: "digits", file: FILE, square: 1, blank: 0 });
  const begun = await ask({ ask: "build", data: "digits", settings: { ...SETTINGS, rate: 0.003 } });
  assert.deepEqual(begun.shape, { height: 8, width: 8, channels: 1 });
  assert.deepEqual([begun.report.steps, begun.originals.length, begun.damaged], [0, 8, null]);
  assert.equal(new Set(begun.originals.map(String)).size, 8);

  await ask({ ask: "play", speed: null, rate: 0.003 });
  turn();
  const played = await ask({ ask: "show" });
  assert.ok(played.report.steps > 10 && played.isPlaying);
  await ask({ ask: "pause" });
  for (let i = 0; i < 30; i++) turn(); // the components come also while nothing plays
  const paused = await ask({ ask: "show" });
  assert.equal(paused.report.steps, played.report.steps);
  assert.ok(paused.components.psnr > 10 && paused.components.shown.length === 8);
  assert.equal((await ask({ ask: "step", rate: 0.003 })).report.steps, paused.report.steps + 1);
  const again = await ask({ ask: "build", data: "digits", settings: { ...SETTINGS, rate: 0.003 } });
  assert.deepEqual(again.report, begun.report);

  await ask({ ask: "play", speed: 2, rate: 0.003 }); // each look at the clock takes a millisecond
  clock.time += 1000;
  turn();
  assert.equal((await ask({ ask: "show" })).report.steps, 2);
});
