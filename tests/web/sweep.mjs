// Answers the sweeps that test_sweep.py names, and prints the error of each picture: `node sweep.mjs FOLDER`.
import { readFileSync } from "node:fs";
import { answering } from "../../mae_demo/web/engine/answering.js";
import { asking } from "../../mae_demo/web/engine/client.js";

const { kernels, shelf, cases } = JSON.parse(readFileSync(`${process.argv[2]}/sweep.json`));
const port = { postMessage: (question) => receive(question) };
const receive = answering((data) => setImmediate(() => port.onmessage({ data })));
const ask = asking(port), answers = [];
await ask({ ask: "start", kernels: readFileSync(kernels), scale: { low: 0, high: 1, colours: "000000 ffffff" } });
for (const { weights, ...each } of shelf)
  await ask({ ask: "load", ...each, weights: Uint8Array.from(readFileSync(weights)).buffer });
for (const { pictures, ...asked } of cases) {
  const errors = [];
  for (const [seed, { rgba, ...size }] of pictures.entries()) {
    const picture = { ...size, rgba: Uint8ClampedArray.from(Buffer.from(rgba, "hex")) };
    errors.push((await ask({ ask: "sweep", ...asked, ...picture, seed })).errors);
  }
  answers.push(errors);
}
console.log(JSON.stringify(answers));
