// Answers what the folds ask of the checkpoints that test_folds.py names, and prints it: `node folds.mjs FOLDER`.
import { readFileSync } from "node:fs";
import { answering } from "../../mae_demo/web/engine/answering.js";
import { asking } from "../../mae_demo/web/engine/client.js";
import { fromHex, toHex } from "../../mae_demo/web/shared/hex.js";

const { kernels, cases } = JSON.parse(readFileSync(`${process.argv[2]}/folds.json`));
const port = { postMessage: (question) => receive(question) };
const receive = answering((data) => setImmediate(() => port.onmessage({ data })));
const ask = asking(port), answers = [];
await ask({ ask: "start", kernels: readFileSync(kernels), scale: { low: 0, high: 1, colours: "000000 ffffff" } });
for (const { name, config, sha256, weights, size: [height, width], rgba, masks, parts, tokens } of cases) {
  const content = Uint8Array.from(readFileSync(weights)).buffer;
  await ask({ ask: "load", name, config, sha256, weights: content });
  await ask({ ask: "picture", height, width, rgba: Uint8ClampedArray.from(Buffer.from(rgba, "hex")) });
  const losses = [];
  for (const { digits, patches } of masks) {
    const mask = Uint8Array.from(fromHex(digits, patches), Number);
    losses.push(await ask({ ask: "losses", name, mask }));
  }
  const attention = [], seen = Uint8Array.from(fromHex(masks[0].digits, masks[0].patches), Number);
  for (const token of tokens) attention.push(await ask({ ask: "attention", name, mask: seen, token }));
  const { masks: divided, picture, figures } = await ask({ ask: "assemble", name, parts, seed: 0 });
  const digits = divided.map((mask) => toHex([...mask]));
  answers.push({ losses, attention, assembly: { masks: digits, figures, picture: [...picture.data] } });
}
console.log(JSON.stringify(answers));
