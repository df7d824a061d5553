// Gradients of the engine's autoencoders, as JSON: `node gradients.mjs FILE`, where FILE holds a list of cases.
import { readFileSync } from "node:fs";
import { arena } from "../../mae_demo/web/engine/arena.js";
import { autoencoder } from "../../mae_demo/web/engine/training/autoencoder.js";
import { generator } from "../../mae_demo/web/engine/generator.js";
import { kernels } from "./engine.mjs";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8")), answers = [];
for (const { settings, batch, seen, target, start, steps, rate } of cases) {
  const space = await arena(kernels), network = autoencoder(space, settings, batch, generator(1).rand);
  const plain = (layers) => layers.map(({ weight, bias }) => ({ weight: [...weight], bias: [...bias] }));
  const all = () => plain(network.layers.map((_, i) => network.parameters(i)));
  const [x, y] = [space.put(seen), space.put(target)], base = start ? space.put(start) : 0;
  // A layer that adds begins with zeros, of which all other gradients would be 0
  const last = network.parameters(network.layers.length - 1);
  if (start) for (const numbers of [last.weight, last.bias]) numbers.forEach((_, i, all) => (all[i] = Math.sin(i + 1)));
  const before = all(), gradients = plain(network.gradientsOf(x, y, base));
  const predicted = [...space.view(network.predict(x, batch, base), target.length)];
  for (let i = 0; i < steps; i++) network.step(x, y, rate, batch, base);
  answers.push({ before, gradients, predicted, after: all() });
}
process.stdout.write(JSON.stringify(answers));
