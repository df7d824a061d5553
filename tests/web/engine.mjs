// What the engine's tests share: its kernels, and small networks in files of their own.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { compile } from "../../mae_demo/web/engine/arena.js";

export const KERNELS = readFileSync(new URL("../../mae_demo/web/engine/kernels/kernels.wasm", import.meta.url));
export const kernels = await compile(KERNELS);

/** A safetensors file of 32-bit numbers: {name: [shape, values]}. */
export function file(tensors) {
  const header = {}, parts = [];
  let at = 0;
  for (const [name, [shape, values]] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, (at += 4 * values.length)] };
    parts.push(Buffer.from(Float32Array.from(values).buffer));
  }
  const text = Buffer.from(JSON.stringify(header)), length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, ...parts]));
}

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** PCA on pictures of 8×8 with one component of zeros: its prediction is the mean picture, 0.25 everywhere. */
export const FLAT = {
  family: "pca", architecture: { code_size: 1 }, dataset: "fashion-mnist", image_size: [8, 8], channels: 1,
  patch_size: 4, input_space: "pixel", target_space: "pixel",
};
export const flatWeights = () => ({ mean: [[64], Array(64).fill(0.25)], components: [[1, 64], Array(64).fill(0)] });

/** Deterministic numbers from 0 to 1. */
export const numbers = (count, step = 37) => Float32Array.from({ length: count }, (_, i) => ((i * step) % 101) / 101);
