// The sweep over mask ratios: what the engine answers of a picture, when, and how pictures are pooled.
import assert from "node:assert/strict";
import test from "node:test";
import { answering } from "../../mae_demo/web/engine/answering.js";
import { asking } from "../../mae_demo/web/engine/client.js";
import { pooledPsnr } from "../../mae_demo/web/site/sweep.js";
import { file, FLAT, flatWeights, KERNELS, sha256 } from "./engine.mjs";

const WEIGHTS = file(flatWeights()), near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-6, found);

async function ready() {
  const port = { postMessage: (question) => receive(question) };
  const receive = answering((data) => setImmediate(() => port.onmessage({ data }))), ask = asking(port);
  await ask({ ask: "start", kernels: KERNELS, scale: { low: 0, high: 1, colours: "000000 ffffff" } });
  const weights = new Uint8Array(WEIGHTS).buffer;
  await ask({ ask: "load", name: "flat", config: FLAT, sha256: sha256(WEIGHTS), weights });
  return ask;
}

/** A picture of 8×8 whose upper left patch of four is white, the others black; the network says 0.25 everywhere. */
const CORNER = Uint8ClampedArray.from({ length: 256 }, (_, i) => {
  const x = (i >> 2) % 8, y = i >> 5;
  return i % 4 === 3 || (x < 4 && y < 4) ? 255 : 0;
});
const SWEEP = {
  ask: "sweep", masker: "flat", name: "flat", strategy: "selective", balance: 1, seed: 0, ratios: [0.25, 0.75, 1],
  height: 8, width: 8, rgba: CORNER,
};

test("each ratio has the error over what its mask hides", async () => {
  const ask = await ready(), white = 0.75 ** 2, black = 0.25 ** 2;
  const { errors } = await ask({ ...SWEEP, strategy: "random", ratios: [1] });
  near(errors[0], (white + 3 * black) / 4);
  for (const seed of [0, 1, 2]) {
    const [one, three, all] = (await ask({ ...SWEEP, strategy: "grid", seed, ratios: [0.25, 0.75, 1] })).errors;
    const hidesWhite = Math.abs(one - white) < 1e-6;
    near(one, hidesWhite ? white : black);
    near(all, (white + 3 * black) / 4);
    assert.ok([(white + 2 * black) / 3, black].some((each) => Math.abs(each - three) < 1e-6), three);
  }
});

test("a filling and an ensemble are followed like networks, and a missing one is refused", async () => {
  const ask = await ready(), ensembles = { both: ["flat", "visible_mean"] };
  const of = async (name) => (await ask({ ...SWEEP, name, ensembles, ratios: [0.5] })).errors[0];
  const [flat, mean, both] = [await of("flat"), await of("visible_mean"), await of("both")];
  assert.ok(flat !== mean && both < Math.max(flat, mean), [flat, mean, both].join());
  await assert.rejects(of("gone"), { code: "unloaded", values: { name: "gone" } });
  await assert.rejects(ask({ ...SWEEP, strategy: "x" }), { code: "strategy" });
});

test("a stroke is answered between two ratios, and its picture stays", async () => {
  const ask = await ready(), order = [], told = (name) => (answer) => (order.push(name), answer);
  await ask({ ask: "picture", height: 8, width: 8, rgba: new Uint8ClampedArray(256).fill(128) });
  const stroke = { ask: "predict", name: "flat", mask: Uint8Array.of(1, 1, 0, 0), views: [], baselines: [], figures: false };
  const [, { near: figures }] = await Promise.all([
    ask(SWEEP).then(told("swept")), ask(stroke).then(told("stroke")),
  ]);
  assert.deepEqual(order, ["stroke", "swept"]);
  near(figures.masked_l1, 128 / 255 - 0.25);
});

test("pictures are pooled before the logarithm", () => {
  const [first, second] = pooledPsnr([[0.1, 0.01], [0.3, 0.01]]);
  near(first, -10 * Math.log10(0.2)); // the mean of their own would be 7.6 dB
  near(second, 20);
});
