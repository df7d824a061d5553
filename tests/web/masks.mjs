// Draws the masks that test_engine.py has drawn, and prints those that differ: `node masks.mjs FOLDER`.
import { readFileSync } from "node:fs";
import { compile } from "../../mae_demo/web/engine/arena.js";
import { makeMask } from "../../mae_demo/web/engine/masking.js";
import { build } from "../../mae_demo/web/engine/network.js";
import { toHex } from "../../mae_demo/web/shared/hex.js";

const { kernels, network, pictures, masks } = JSON.parse(readFileSync(`${process.argv[2]}/masks.json`));
const { name, config, weights } = network;
const { predict } = await build(await compile(readFileSync(kernels)), name, config, readFileSync(weights));
const opened = pictures.map(({ height, width, bytes }) => {
  return { height, width, values: Float32Array.from(bytes, (byte) => Math.fround(byte / 255)) };
});
const differ = [];
for (const [strategy, grid, ratio, seed, balance, picture, digits] of masks) {
  const mask = makeMask(strategy, grid, ratio, seed, { picture: opened[picture], predict, balance });
  if (toHex([...mask]) !== digits) differ.push([strategy, grid, ratio, seed, balance, picture]);
}
console.log(JSON.stringify(differ));
