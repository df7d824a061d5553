// Answers the pairs that test_engine.py has written into a folder, and prints how far each checkpoint is from Python.
// `node parity.mjs FOLDER`: pairs.json says what stands in pairs.bin, all numbers float32.
import { readFileSync } from "node:fs";
import { arena, compile } from "../../mae_demo/web/engine/arena.js";
import { BASELINES } from "../../mae_demo/web/engine/baselines.js";
import { blend } from "../../mae_demo/web/engine/blending.js";
import { measure } from "../../mae_demo/web/engine/metrics.js";
import { build } from "../../mae_demo/web/engine/network.js";
import { hiddenPixels } from "../../mae_demo/web/engine/patches.js";
import { fromHex } from "../../mae_demo/web/shared/hex.js";
import { networkOf } from "../../mae_demo/web/shared/network.js";

const folder = process.argv[2], { kernels, checkpoints } = JSON.parse(readFileSync(`${folder}/pairs.json`));
const module = await compile(readFileSync(kernels)), space = await arena(module);
const all = new Float32Array(new Uint8Array(readFileSync(`${folder}/pairs.bin`)).buffer);
const apart = (a, b) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const report = {};
let at = 0;
const next = (count) => all.subarray(at, (at += count));

for (const { name, config, weights, pairs } of checkpoints) {
  const begun = performance.now(), network = await build(module, name, config, readFileSync(weights));
  const built = performance.now() - begun, times = {};
  const worst = {};
  const keep = (key, value) => (worst[key] = Math.max(worst[key] ?? 0, value)); // NaN stays
  const timed = (key, work) => {
    const start = performance.now(), result = work();
    (times[key] ??= []).push(performance.now() - start);
    return result;
  };
  for (const { size, digits, figures, fillings, oracle, seams, numbers } of pairs) {
    const [height, width] = size, count = config.channels * height * width;
    const picture = { values: next(count), height, width };
    const mask = Uint8Array.from(fromHex(digits, (height * width) / config.patch_size ** 2));
    const output = timed("network", () => network.output(picture, mask));
    const prediction = network.inPixels(output, picture, mask), hidden = hiddenPixels(picture, mask);
    keep("output", apart(output, next(count)));
    keep("prediction", apart(prediction, next(count)));
    keep("target", apart(network.target(picture), next(count)));
    if (networkOf(config).seams !== seams) throw new Error(`${name} has seams on one side alone`);
    if (seams) keep("blended", apart(timed("blend", () => blend(prediction, picture, mask)), next(count)));
    if (oracle) keep("oracle", apart(network.oracle(output, picture), next(count)));
    if (numbers) {
      const { encode, decode } = network.latents, latents = encode(picture.values);
      const told = next(numbers), decoded = decode(told);
      keep("latent", latents.length === numbers ? apart(latents, told) : NaN);
      keep("decoded", apart(decoded, next(count)));
    }
    const found = timed("measure", () => measure(space, prediction, picture, hidden));
    for (const [key, value] of Object.entries(figures)) {
      keep(key, value === null ? (found[key] === null ? 0 : NaN) : Math.abs(found[key] - value));
    }
    for (const key of fillings) {
      const filled = timed(key, () => BASELINES[key](space, picture, hidden));
      keep(key, apart(filled, next(count)));
    }
  }
  const milliseconds = Object.fromEntries(Object.entries(times).map(([key, list]) => [key, middle(list)]));
  report[name] = { ...worst, milliseconds, built, longest: Math.max(...times.network), bytes: network.size() };
}
console.log(JSON.stringify(report));
