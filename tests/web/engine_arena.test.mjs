import assert from "node:assert/strict";
import test from "node:test";
import { arena, compile, supported } from "../../mae_demo/web/engine/arena.js";
import { kernels, KERNELS, numbers } from "./engine.mjs";

const close = (found, expected, most = 1e-5) => {
  assert.equal(found.length, expected.length);
  found.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) <= most, `${i}: ${x}, not ${expected[i]}`));
};

test("this machine runs the engine, and one without SIMD says that it does not", async () => {
  assert.ok(supported());
  const validate = WebAssembly.validate;
  WebAssembly.validate = () => false;
  try {
    assert.ok(!supported());
    await assert.rejects(compile(KERNELS), { code: "unsupported" });
  } finally {
    WebAssembly.validate = validate;
  }
});

test("room is given back, begins on 16 bytes and keeps its numbers when memory grows", async () => {
  const { room, put, view, within, size } = await arena(kernels);
  const first = put([1, 2, 3]), before = size();
  const inside = within(() => room(1e6));
  assert.equal(inside % 16, 0);
  assert.ok(size() > before);
  assert.equal(within(() => room(5)), inside);
  const grown = size();
  for (let i = 0; i < 20; i++) within(() => room(1e6));
  assert.equal(size(), grown);
  assert.deepEqual([...view(first, 3)], [1, 2, 3]);
  assert.throws(() => within(() => {
    room(9);
    throw new Error("on the way");
  }), /on the way/);
  assert.equal(within(() => room(5)), inside);
});

test("memory that is refused is said", async () => {
  const { room } = await arena(kernels);
  assert.throws(() => room(1.2e9), { code: "memory" });
});

for (const [T, K, M] of [[1, 1, 1], [4, 3, 8], [5, 7, 21], [9, 16, 12], [2, 5, 3]]) {
  test(`products of ${T}×${K} and ${K}×${M}, each of them transposed or not`, async () => {
    const { kernels: { gemm, transpose }, put, room, view } = await arena(kernels);
    const a = numbers(T * K), b = numbers(K * M, 53), bias = numbers(M, 11);
    const expected = Float64Array.from({ length: T * M }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += a[Math.floor(i / M) * K + k] * b[k * M + (i % M)];
      return 2 * sum + bias[i % M];
    });
    const at = put(a), bt = put(b), biasAt = put(bias), c = room(T * M);
    const aT = room(T * K), bT = room(K * M), again = room(K * M);
    gemm(at, K, 1, bt, M, biasAt, c, M, T, K, M, 2);
    close(view(c, T * M), expected, 1e-4);
    transpose(at, K, aT, T, T, K); // Aᵀ·B: the rows of a lie one number apart
    gemm(aT, 1, T, bt, M, biasAt, c, M, T, K, M, 2);
    close(view(c, T * M), expected, 1e-4);
    transpose(bt, M, bT, K, K, M); // A·Bᵀ
    transpose(bT, K, again, M, M, K);
    gemm(at, K, 1, again, M, biasAt, c, M, T, K, M, 2);
    close(view(c, T * M), expected, 1e-4);
  });
}

test("a softmax, a layer norm and a GELU by hand", async () => {
  const { kernels: { softmax, layerNorm, gelu, relu }, put, room, view } = await arena(kernels);
  const x = put([0, Math.log(3), 99, 99, Math.log(2), 0, 99, 99]);
  softmax(x, 2, 2, 4);
  close([...view(x, 2), ...view(x + 16, 2)], [1 / 4, 3 / 4, 2 / 3, 1 / 3]);
  const y = room(6);
  layerNorm(put([1, 2, 3, -2, 0, 2]), y, put([1, 1, 2]), put([0, 1, 0]), 2, 3, 0);
  close(view(y, 6), [-Math.sqrt(1.5), 1, 2 * Math.sqrt(1.5), -Math.sqrt(1.5), 1, 2 * Math.sqrt(1.5)]);
  const z = put([-1, 0, 1, 3, -30, 30]);
  gelu(z, 6);
  close(view(z, 6), [-0.158655, 0, 0.841345, 2.99595, 0, 30]);
  relu(z, 6);
  close(view(z, 3), [0, 0, 0.841345]);
});

test("folding and its inverse, doubling, pooling and windows by hand", async () => {
  const { kernels: { fold, unfold, double, pool, windows }, put, room, view } = await arena(kernels);
  const x = put([1, 2, 3, 4, 5, 6, 7, 8]), y = room(8), z = room(32); // 2 rows, 4 columns, 1 channel
  fold(x, y, 2, 4, 1);
  assert.deepEqual([...view(y, 8)], [1, 2, 5, 6, 3, 4, 7, 8]);
  unfold(y, z, 2, 4, 1);
  assert.deepEqual([...view(z, 8)], [1, 2, 3, 4, 5, 6, 7, 8]);
  pool(x, y, 2, 4, 1);
  assert.deepEqual([...view(y, 2)], [6, 8]);
  double(y, z, 2, 4, 1);
  assert.deepEqual([...view(z, 8)], [6, 6, 8, 8, 6, 6, 8, 8]);
  const w = room(72);
  windows(x, w, 2, 4, 1, 2);
  assert.deepEqual([...view(w, 18)], [0, 0, 0, 0, 1, 2, 0, 5, 6, 0, 0, 0, 2, 3, 4, 6, 7, 8]);
});
