import assert from "node:assert/strict";
import test from "node:test";
import { answering } from "../../mae_demo/web/engine/answering.js";
import { asking } from "../../mae_demo/web/engine/client.js";
import { file, FLAT, flatWeights, KERNELS, sha256 } from "./engine.mjs";

const SCALE = { low: 0, high: 0.5, colours: "000000 ff0000 ffffff" };
const WEIGHTS = file(flatWeights()), GREY = new Uint8ClampedArray(256).fill(128);
const LOAD = { ask: "load", name: "flat", config: FLAT, sha256: sha256(WEIGHTS) };

/** An engine without a worker: answers come one macrotask later, as from one. */
function connected() {
  const port = { postMessage: (question) => receive(question) };
  const receive = answering((data) => setImmediate(() => port.onmessage({ data })));
  return asking(port);
}

/** The same with a network and a picture. */
async function ready() {
  const ask = connected();
  await ask({ ask: "start", kernels: KERNELS, scale: SCALE });
  await ask({ ...LOAD, weights: new Uint8Array(WEIGHTS).buffer });
  await ask({ ask: "picture", height: 8, width: 8, rgba: GREY });
  return ask;
}

/** Replace the browser's fetch and cache while something is done. */
async function within({ fetch, caches }, work) {
  const before = globalThis.fetch;
  Object.assign(globalThis, { fetch, caches });
  try {
    return await work();
  } finally {
    globalThis.fetch = before;
    delete globalThis.caches;
  }
}

const MASK = Uint8Array.from([1, 1, 0, 0]);
const PREDICT = { ask: "predict", name: "flat", mask: MASK, views: ["prediction"], baselines: [] };

test("pictures first, figures after", async () => {
  const ask = await ready(), answers = [];
  const views = ["prediction", "composite", "error", "patch_error"];
  const last = await ask({ ...PREDICT, views, baselines: ["harmonic", "flat"] }, (answer) => answers.push(answer));
  assert.equal(answers.length, 2);
  assert.deepEqual(Object.keys(answers[0].views), views);
  const { composite, error } = answers[0].views;
  assert.deepEqual([composite.width, composite.height, composite.data[0], composite.data[252]], [8, 8, 64, 128]);
  assert.deepEqual([...error.data.slice(0, 4)].map((x) => x > 0), [true, true, true, true]);
  assert.ok(Math.abs(last.figures.masked_l1 - (128 / 255 - 0.25)) < 1e-6);
  assert.deepEqual([last.figures.hidden, last.figures.patches, last.baselines.harmonic], [2, 4, 100]);
  assert.equal(last.baselines.flat, last.figures.masked_psnr);
  const open = await ask({ ...PREDICT, mask: new Uint8Array(4), baselines: ["harmonic"] });
  assert.deepEqual([open.figures.masked_psnr, open.baselines], [null, {}]);
});

test("blended seams beside the network's own prediction, and the figures are of the blended one", async () => {
  const ask = await ready(), own = await ask(PREDICT), answers = [];
  const views = ["prediction", "blended", "composite"];
  const last = await ask({ ...PREDICT, views, blend: true }, (answer) => answers.push(answer));
  const { prediction, blended, composite } = answers[0].views, under = 4 * 3 * 8; // the hidden row over visible ones
  assert.deepEqual([prediction.data[under], prediction.data[252]], [64, 64]);
  assert.ok(blended.data[under] > 70 && blended.data[under] < 128 && blended.data[0] < blended.data[under]);
  assert.deepEqual([blended.data[252], composite.data[252], composite.data[under]], [64, 128, blended.data[under]]);
  assert.equal(last.figures.unblended, own.figures.masked_psnr);
  assert.ok(last.figures.masked_psnr > own.figures.masked_psnr + 1, "it comes nearer to the visible grey");
  assert.equal(own.figures.unblended, null);
  const stroke = await ask({ ...PREDICT, views, blend: true, figures: false });
  assert.equal(stroke.near.masked_psnr, last.figures.masked_psnr);
});

test("the newest question wins", async () => {
  const ask = await ready();
  const answers = await Promise.all([1, 2, 3, 4].map(() => ask(PREDICT)));
  assert.deepEqual(answers.map(({ outdated = false }) => outdated), [true, true, true, false]);
});

test("several checkpoints and fillings are compared; one that is missing is told and skipped", async () => {
  const ask = await ready(), cards = [], names = ["flat", "gone", "harmonic"];
  await ask({ ask: "compare", masker: "flat", names, mask: MASK }, (answer) => cards.push(answer));
  assert.deepEqual(cards.map((card) => card.name), ["flat", "gone", "harmonic", undefined]);
  assert.deepEqual(cards[1].refused, { code: "unloaded", values: { name: "gone" } });
  assert.deepEqual([cards[0].composite.data[0], cards[2].composite.data[0]], [64, 128]);
});

test("an ensemble is the mean of its members' predictions, and refused where one is missing", async () => {
  const ask = await ready(), cards = [], names = ["both", "flat", "lone"];
  const ensembles = { both: ["flat", "visible_mean"], lone: ["flat", "gone"] };
  await ask({ ask: "compare", masker: "flat", names, ensembles, mask: MASK }, (answer) => cards.push(answer));
  assert.equal(cards[0].composite.data[0], Math.round((255 * (0.25 + 128 / 255)) / 2)); // between 64 and 128
  assert.ok(cards[0].figures.masked_psnr > cards[1].figures.masked_psnr + 6, "half of the error");
  assert.deepEqual(cards[2].refused, { code: "unloaded", values: { name: "gone" } });
});

test("between two masks of an assembled picture others are answered, and it keeps its picture", async () => {
  const ask = await ready(), order = [], told = (name) => (answer) => (order.push(name), answer);
  const [whole] = await Promise.all([
    ask({ ask: "assemble", name: "flat", parts: 4, seed: 0 }).then(told("assembled")),
    ask({ ask: "picture", height: 8, width: 8, rgba: new Uint8ClampedArray(256) }),
    ask({ ...PREDICT, figures: false }).then(told("stroke")),
  ]);
  assert.deepEqual(order, ["stroke", "assembled"]);
  assert.deepEqual(whole.masks.map((mask) => mask.reduce((a, b) => a + b)), [1, 1, 1, 1]);
  assert.deepEqual([whole.picture.width, whole.picture.data[0], whole.figures.patches], [8, 64, 4]);
  assert.ok(Math.abs(whole.figures.masked_l1 - (128 / 255 - 0.25)) < 1e-6, "of the grey picture, not of the black one");
});

test("of two assembled pictures the newest wins", async () => {
  const ask = await ready(), asked = { ask: "assemble", name: "flat", seed: 0 };
  const [first, second] = await Promise.all([4, 2].map((parts) => ask({ ...asked, parts })));
  assert.deepEqual([first.outdated, second.masks.length], [true, 2]);
});

test("a network that is no transformer has no attention", async () => {
  const ask = await ready();
  const question = { ask: "attention", name: "flat", mask: MASK, token: 0 };
  await assert.rejects(ask(question), { code: "attention", values: { name: "flat" } });
});

test("a mask is drawn for the checkpoint's grid", async () => {
  const ask = await ready(), draw = { ask: "mask", name: "flat", ratio: 0.5, seed: 1 };
  for (const strategy of ["random", "layered", "hard"]) {
    const { mask, grid } = await ask({ ...draw, strategy });
    assert.deepEqual([grid, mask.reduce((a, b) => a + b)], [[2, 2], 2]);
  }
  await assert.rejects(ask({ ...draw, strategy: "x" }), { code: "strategy", values: { name: "x" } });
});

test("a refused question leaves the engine ready", async () => {
  const ask = connected();
  await ask({ ask: "start", kernels: KERNELS, scale: SCALE });
  await assert.rejects(ask(PREDICT), { code: "unloaded", values: { name: "flat" } });
  const cut = { ...LOAD, weights: WEIGHTS.slice(0, 100).buffer };
  await assert.rejects(ask(cut), { code: "damaged", values: { name: "flat" } });
  await ask({ ...LOAD, weights: new Uint8Array(WEIGHTS).buffer });
  await assert.rejects(ask(PREDICT), { code: "unloaded", values: { name: "picture" } });
  await assert.rejects(ask({ ask: "picture", height: 9, width: 8, rgba: GREY }), { code: "picture" });
  await ask({ ask: "picture", height: 8, width: 8, rgba: GREY });
  await assert.rejects(ask({ ...PREDICT, views: ["normalised"] }), { code: "normalised" });
  await assert.rejects(ask({ ask: "nonsense" }), { code: "broken" });
  assert.ok((await ask(PREDICT)).figures.masked_psnr > 0);
  await ask({ ask: "forget", name: "flat" });
  await assert.rejects(ask(PREDICT), { code: "unloaded" });
});

test("weights come with progress, and the second time out of the cache", async () => {
  const ask = connected(), kept = new Map(), progress = [];
  await ask({ ask: "start", kernels: KERNELS, scale: SCALE });
  let fetches = 0;
  const fetch = async () => (fetches++, new Response(WEIGHTS, { headers: { "Content-Length": WEIGHTS.length } }));
  const cache = {
    match: async (key) => kept.get(key)?.clone(),
    put: async (key, answer) => kept.set(key, answer),
    delete: async (key) => kept.delete(key),
  };
  await within({ fetch, caches: { open: async () => cache } }, async () => {
    await ask({ ...LOAD, weights: "a/1" }, (answer) => progress.push(answer));
    await ask({ ask: "forget", name: "flat" });
    await ask({ ...LOAD, weights: "a/1" });
    assert.equal(fetches, 1);
    kept.set("a/1", new Response("damaged"));
    await ask({ ask: "forget", name: "flat" });
    await Promise.all([ask({ ...LOAD, weights: "a/1" }), ask({ ...LOAD, weights: "a/1" })]);
    assert.equal(fetches, 2);
  });
  assert.deepEqual([progress[0].loaded, progress[0].total], [WEIGHTS.length, WEIGHTS.length]);
  assert.ok(progress.at(-1).bytes > 0);
});

test("a full cache and a private window keep nothing, and the network works", async () => {
  const full = { match: async () => undefined, put: () => Promise.reject(new Error("QuotaExceededError")) };
  for (const open of [async () => full, () => Promise.reject(new Error("SecurityError"))]) {
    const ask = connected();
    await ask({ ask: "start", kernels: KERNELS, scale: SCALE });
    const fetch = async () => new Response(WEIGHTS);
    await within({ fetch, caches: { open } }, () => ask({ ...LOAD, weights: "a/1" }));
  }
});

test("no connection, one that is lost, a 404 and a file that is far too large", async () => {
  const ask = connected(), load = { ...LOAD, weights: "a/1" };
  await ask({ ask: "start", kernels: KERNELS, scale: SCALE });
  const lost = () => new Response(new ReadableStream({ pull: (to) => to.error(new TypeError("network error")) }));
  const answers = {
    offline: [() => Promise.reject(new TypeError("Failed to fetch")), async () => lost()],
    missing: [async () => new Response("Not found", { status: 404 })],
    large: [async () => new Response(WEIGHTS, { headers: { "Content-Length": 9e8 } })],
  };
  for (const [code, each] of Object.entries(answers))
    for (const fetch of each) await within({ fetch }, () => assert.rejects(ask(load), { code }));
  await within({ fetch: async () => new Response(WEIGHTS) }, () => ask(load));
});

test("a worker that does not start fails what was asked and what is asked later", async () => {
  const port = { postMessage() {} }, ask = asking(port), early = ask({ ask: "start" });
  port.onerror({ message: "SyntaxError" });
  for (const asked of [early, ask({ ask: "start" })]) {
    await assert.rejects(asked, { code: "broken", values: { message: "SyntaxError" } });
  }
});
