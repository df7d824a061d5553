// The inner loops of the networks, compiled by AssemblyScript with SIMD: `npm run build` in this folder.
// Pointers are byte offsets of float32 numbers, on 16 bytes, unless a line says float64. Every array has 16 bytes of
// room behind its end (arena.js), so loops may step by four numbers and write a little too far.

@inline function exp4(x: v128): v128 { // 2^(x·log2 e): the whole part becomes the exponent, a polynomial does the rest
  x = f32x4.max(f32x4.min(x, f32x4.splat(87)), f32x4.splat(-87));
  const t = f32x4.mul(x, f32x4.splat(1.4426950408889634));
  const whole = f32x4.nearest(t);
  const f = f32x4.mul(f32x4.sub(t, whole), f32x4.splat(0.6931471805599453));
  let p = f32x4.splat(1.0 / 5040.0);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0 / 720.0));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0 / 120.0));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0 / 24.0));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0 / 6.0));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23));
}

@inline export function madd(sum: v128, x: v128, y: v128): v128 { return f32x4.add(sum, f32x4.mul(x, y)); }

@inline export function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3);
}

// c (T, M) = scale · a (T, K) · b (K, M) [+ bias (M)]. Number (t, k) of a lies at t·rowA + k·stepA: A·B has stepA 1,
// Aᵀ·B has rowA 1, and A·Bᵀ transposes b first. Goes by so many rows that what they read of a stays in the cache.
export function gemm(
  a: usize, rowA: i32, stepA: i32, b: usize, rowB: i32, bias: usize, c: usize, rowC: i32,
  T: i32, K: i32, M: i32, scale: f32,
): void {
  const rows = max((16384 / max(K, 1)) & ~3, 4);
  for (let t = 0; t < T; t += rows) {
    const at = a + <usize>(t * rowA) * 4, to = c + <usize>(t * rowC) * 4;
    product(at, rowA, stepA, b, rowB, bias, to, rowC, min(rows, T - t), K, M, scale);
  }
}

// Tiles of 4 rows and 8 columns stay in registers
function product(
  a: usize, rowA: i32, stepA: i32, b: usize, rowB: i32, bias: usize, c: usize, rowC: i32,
  T: i32, K: i32, M: i32, scale: f32,
): void {
  const s4 = f32x4.splat(scale), zero = f32x4.splat(0);
  const ra = <usize>rowA * 4, ka = <usize>stepA * 4, rb = <usize>rowB * 4, rc = <usize>rowC * 4;
  let m = 0;
  for (; m + 8 <= M; m += 8) {
    const at = <usize>m * 4, bm = b + at;
    const bias0 = bias ? v128.load(bias + at) : zero, bias1 = bias ? v128.load(bias + at, 16) : zero;
    let t = 0;
    for (; t + 4 <= T; t += 4) {
      let x = a + <usize>t * ra, w = bm;
      let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
      for (let k = 0; k < K; k++) {
        const w0 = v128.load(w), w1 = v128.load(w, 16);
        const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x + ra);
        const x2 = v128.load32_splat(x + 2 * ra), x3 = v128.load32_splat(x + 3 * ra);
        c00 = madd(c00, x0, w0); c01 = madd(c01, x0, w1);
        c10 = madd(c10, x1, w0); c11 = madd(c11, x1, w1);
        c20 = madd(c20, x2, w0); c21 = madd(c21, x2, w1);
        c30 = madd(c30, x3, w0); c31 = madd(c31, x3, w1);
        x += ka; w += rb;
      }
      let o = c + at + <usize>t * rc;
      v128.store(o, madd(bias0, c00, s4)); v128.store(o, madd(bias1, c01, s4), 16); o += rc;
      v128.store(o, madd(bias0, c10, s4)); v128.store(o, madd(bias1, c11, s4), 16); o += rc;
      v128.store(o, madd(bias0, c20, s4)); v128.store(o, madd(bias1, c21, s4), 16); o += rc;
      v128.store(o, madd(bias0, c30, s4)); v128.store(o, madd(bias1, c31, s4), 16);
    }
    for (; t < T; t++) {
      let x = a + <usize>t * ra, w = bm, c0 = zero, c1 = zero;
      for (let k = 0; k < K; k++) {
        const x0 = v128.load32_splat(x);
        c0 = madd(c0, x0, v128.load(w)); c1 = madd(c1, x0, v128.load(w, 16));
        x += ka; w += rb;
      }
      const o = c + at + <usize>t * rc;
      v128.store(o, madd(bias0, c0, s4)); v128.store(o, madd(bias1, c1, s4), 16);
    }
  }
  for (; m + 4 <= M; m += 4) {
    const at = <usize>m * 4, bias0 = bias ? v128.load(bias + at) : zero;
    for (let t = 0; t < T; t++) {
      let x = a + <usize>t * ra, w = b + at, c0 = zero;
      for (let k = 0; k < K; k++) { c0 = madd(c0, v128.load32_splat(x), v128.load(w)); x += ka; w += rb; }
      v128.store(c + at + <usize>t * rc, madd(bias0, c0, s4));
    }
  }
  for (; m < M; m++)
    for (let t = 0; t < T; t++) {
      let x = a + <usize>t * ra, w = b + <usize>m * 4, sum: f32 = 0;
      for (let k = 0; k < K; k++) { sum += load<f32>(x) * load<f32>(w); x += ka; w += rb; }
      store<f32>(c + <usize>t * rc + <usize>m * 4, sum * scale + (bias ? load<f32>(bias + <usize>m * 4) : <f32>0));
    }
}

// y (M, T) = x (T, M)ᵀ, with rows of rowX and rowY numbers
export function transpose(x: usize, rowX: i32, y: usize, rowY: i32, T: i32, M: i32): void {
  for (let t = 0; t < T; t++)
    for (let m = 0; m < M; m++) store<f32>(y + <usize>(m * rowY + t) * 4, load<f32>(x + <usize>(t * rowX + m) * 4));
}

// Numbers x (n) to mean 0 and variance 1, then each row of D by gain (D) and shift (D). Not in place
export function normalise(x: usize, y: usize, gain: usize, shift: usize, n: i32, D: i32, epsilon: f32): void {
  let sum: f64 = 0, square: f64 = 0;
  const whole = n & ~63; // sums of 64 numbers are short enough for float32
  for (let i = 0; i < whole; i += 64) {
    let s = f32x4.splat(0), q = s;
    for (let p = x + <usize>i * 4, end = p + 256; p < end; p += 16) {
      const v = v128.load(p);
      s = f32x4.add(s, v); q = madd(q, v, v);
    }
    sum += sum4(s); square += sum4(q);
  }
  for (let i = whole; i < n; i++) { const v = <f64>load<f32>(x + <usize>i * 4); sum += v; square += v * v; }
  const mean = sum / n, scale = 1 / sqrt(max<f64>(square / n - mean * mean, 0) + epsilon);
  const mean4 = f32x4.splat(<f32>mean), scale4 = f32x4.splat(<f32>scale), row = <usize>D * 4;
  for (let r: usize = 0; r < <usize>n * 4; r += row) // what a row writes too far, the next one writes again
    for (let d: usize = 0; d < row; d += 16) {
      const v = f32x4.mul(f32x4.sub(v128.load(x + r + d), mean4), scale4);
      v128.store(y + r + d, madd(v128.load(shift + d), v, v128.load(gain + d)));
    }
}

// Layer normalisation: each row of x (T, D) by itself
export function layerNorm(x: usize, y: usize, gain: usize, shift: usize, T: i32, D: i32, epsilon: f32): void {
  for (let t = 0; t < T; t++) normalise(x + <usize>(t * D) * 4, y + <usize>(t * D) * 4, gain, shift, D, D, epsilon);
}

// Exact GELU, in place; erf by Abramowitz and Stegun 7.1.26, right to 1.5e-7
export function gelu(x: usize, n: i32): void {
  for (let at = x, end = x + <usize>n * 4; at < end; at += 16) {
    const v = v128.load(at), z = f32x4.mul(f32x4.abs(v), f32x4.splat(0.7071067811865476));
    const t = f32x4.div(f32x4.splat(1), madd(f32x4.splat(1), z, f32x4.splat(0.3275911)));
    let p = f32x4.splat(1.061405429);
    p = madd(f32x4.splat(-1.453152027), p, t);
    p = madd(f32x4.splat(1.421413741), p, t);
    p = madd(f32x4.splat(-0.284496736), p, t);
    p = madd(f32x4.splat(0.254829592), p, t);
    const erf = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(z, z))))); // of |z|
    const signed = v128.bitselect(erf, f32x4.neg(erf), f32x4.ge(v, f32x4.splat(0)));
    v128.store(at, f32x4.mul(f32x4.mul(v, f32x4.splat(0.5)), f32x4.add(f32x4.splat(1), signed)));
  }
}

// The logistic function, in place
export function sigmoid(x: usize, n: i32): void {
  const one = f32x4.splat(1);
  for (let at = x, end = x + <usize>n * 4; at < end; at += 16)
    v128.store(at, f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(v128.load(at))))));
}

export function relu(x: usize, n: i32): void {
  for (let at = x, end = x + <usize>n * 4; at < end; at += 16)
    v128.store(at, f32x4.max(v128.load(at), f32x4.splat(0)));
}

// x += y
export function add(x: usize, y: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n * 4; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}

// Softmax of the first N numbers of each of T rows, in place; a row has room for a multiple of four
export function softmax(x: usize, T: i32, N: i32, row: i32): void {
  for (let t = 0; t < T; t++) {
    const p = x + <usize>(t * row) * 4, end = p + <usize>N * 4;
    let high: f32 = -Infinity, sum: f32 = 0;
    for (let at = p; at < end; at += 4) high = max(high, load<f32>(at));
    for (let at = p; at < end; at += 16) v128.store(at, exp4(f32x4.sub(v128.load(at), f32x4.splat(high))));
    for (let at = p; at < end; at += 4) sum += load<f32>(at);
    const share = f32x4.splat(1 / sum);
    for (let at = p; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), share));
  }
}
