// Draws what test_engine.py asks for, as 32-bit numbers in FOLDER/chance.bin: `node chance.mjs FOLDER`.
import { readFileSync, writeFileSync } from "node:fs";
import { generator } from "../../mae_demo/web/engine/generator.js";
import { addNoise } from "../../mae_demo/web/engine/noise.js";

const folder = process.argv[2], asked = JSON.parse(readFileSync(`${folder}/chance.json`));
const { counts = [], seeds = [], kind, noises = [], pictures = [] } = asked, values = Float32Array.from(pictures);
const normal = seeds.flatMap((seed) => counts.map((count) => generator(seed).randn(count)));
const noisy = noises.map(([strength, seed]) => addNoise(values, 28, kind, strength, seed).pictures);
writeFileSync(`${folder}/chance.bin`, Buffer.concat([...normal, ...noisy].map(({ buffer }) => Buffer.from(buffer))));
