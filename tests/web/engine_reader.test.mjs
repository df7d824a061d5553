import assert from "node:assert/strict";
import test from "node:test";
import { build } from "../../mae_demo/web/engine/network.js";
import { readSafetensors, widened } from "../../mae_demo/web/engine/safetensors.js";
import { file, FLAT, flatWeights, kernels } from "./engine.mjs";

const picture = { values: new Float32Array(64).fill(0.5), height: 8, width: 8 };
const made = (tensors, config = FLAT) => build(kernels, "flat", config, file(tensors));

test("16-bit numbers are widened exactly", () => {
  const halves = [0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x03ff, 0x0400, 0x7bff, 0x7c00];
  const expected = [1, -2, 0.333251953125, 2 ** -24, -0, 1023 * 2 ** -24, 2 ** -14, 65504, Infinity];
  assert.deepEqual([...widened(Uint16Array.from(halves))], expected);
});

test("a file is read as it was written", () => {
  const tensors = readSafetensors(file({ a: [[2, 2], [1, 2, 3, 4]], b: [[1], [0.5]] }), "x");
  assert.deepEqual([...tensors.keys()], ["a", "b"]);
  assert.deepEqual(tensors.get("a").shape, [2, 2]);
  assert.deepEqual([...tensors.get("b").values], [0.5]);
});

test("what is cut short anywhere, or holds no finite number, is damaged", () => {
  const whole = file({ a: [[4], [1, 2, 3, 4]] });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => readSafetensors(whole.slice(0, length), "x"), { code: "damaged", values: { name: "x" } });
  }
  assert.throws(() => readSafetensors(file({ a: [[2], [1, NaN]] }), "x"), { code: "damaged" });
  const page = new TextEncoder().encode("<!doctype html><title>Not found");
  assert.throws(() => readSafetensors(page, "x"), { code: "damaged" });
});

test("more than twenty million numbers are the server's", () => {
  const header = JSON.stringify({ a: { dtype: "F16", shape: [20e6 + 1], data_offsets: [0, 40e6 + 2] } });
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  assert.throws(() => readSafetensors(bytes, "x"), { code: "large", values: { count: 20e6 + 1, limit: 20e6 } });
});

test("a parameter that is missing, left over or of another shape is named", async () => {
  const misfit = (parameter) => ({ code: "misfit", values: { name: "flat", parameter } });
  const { mean, components } = flatWeights();
  await assert.rejects(made({ mean }), misfit("components"));
  await assert.rejects(made({ mean, components, more: [[1], [0]] }), misfit("more"));
  await assert.rejects(made({ mean, components: [[64, 1], components[1]] }), misfit("components"));
});

test("a family that the engine does not know is refused", async () => {
  await assert.rejects(made(flatWeights(), { ...FLAT, family: "diffusion" }), { code: "family" });
  await assert.rejects(made(flatWeights(), { ...FLAT, family: "toString" }), { code: "family" });
});

test("a picture or a mask that does not fit is refused, and the next one is answered", async () => {
  const { predict } = await made(flatWeights());
  assert.throws(() => predict({ ...picture, values: new Float32Array(192) }, new Uint8Array(4)), { code: "picture" });
  const wide = { values: new Float32Array(128), height: 8, width: 16 };
  assert.throws(() => predict(wide, new Uint8Array(8)), { code: "picture" });
  assert.throws(() => predict(picture, new Uint8Array(5)), { code: "mask", values: { patches: 5, expected: 4 } });
  assert.deepEqual(predict(picture, new Uint8Array(4)), new Float32Array(64).fill(0.25));
});

test("a thousand predictions take no more memory than one", async () => {
  const { predict, size } = await made(flatWeights());
  predict(picture, new Uint8Array(4));
  const before = size();
  for (let i = 0; i < 1000; i++) predict(picture, Uint8Array.from([1, 0, 1, i % 2]));
  assert.equal(size(), before);
});
