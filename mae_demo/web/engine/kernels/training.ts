// What a network needs to learn: gradients, and the steps that follow them. Pointers are as in networks.ts.

import { madd, sum4 } from "./networks";

// The sums of four vectors' numbers as one vector
@inline function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const ab = f32x4.add(ab0, ab1), cd = f32x4.add(cd0, cd1); // (a, b, a, b), (c, d, c, d)
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

// c (T, M) = a (T, K) · bᵀ of b (M, K) [+ bias (M)]: rows by rows, so nothing is transposed. All rows are dense
export function gemmRows(a: usize, b: usize, bias: usize, c: usize, T: i32, K: i32, M: i32): void {
  const row = <usize>K * 4, whole = <usize>(K & ~3) * 4, rc = <usize>M * 4, zero = f32x4.splat(0);
  let t = 0;
  for (; t + 2 <= T; t += 2) {
    const x0 = a + <usize>t * row, x1 = x0 + row, o0 = c + <usize>t * rc, o1 = o0 + rc;
    let m = 0;
    for (; m + 4 <= M; m += 4) {
      const w0 = b + <usize>m * row, w1 = w0 + row, w2 = w1 + row, w3 = w2 + row;
      let c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
      for (let k: usize = 0; k < whole; k += 16) {
        const u0 = v128.load(x0 + k), u1 = v128.load(x1 + k);
        const v0 = v128.load(w0 + k), v1 = v128.load(w1 + k), v2 = v128.load(w2 + k), v3 = v128.load(w3 + k);
        c00 = madd(c00, u0, v0); c01 = madd(c01, u0, v1); c02 = madd(c02, u0, v2); c03 = madd(c03, u0, v3);
        c10 = madd(c10, u1, v0); c11 = madd(c11, u1, v1); c12 = madd(c12, u1, v2); c13 = madd(c13, u1, v3);
      }
      let s0 = sums4(c00, c01, c02, c03), s1 = sums4(c10, c11, c12, c13);
      for (let k = whole; k < row; k += 4) {
        const w = f32x4(load<f32>(w0 + k), load<f32>(w1 + k), load<f32>(w2 + k), load<f32>(w3 + k));
        s0 = madd(s0, v128.load32_splat(x0 + k), w); s1 = madd(s1, v128.load32_splat(x1 + k), w);
      }
      const shift = bias ? v128.load(bias + <usize>m * 4) : zero;
      v128.store(o0 + <usize>m * 4, f32x4.add(s0, shift));
      v128.store(o1 + <usize>m * 4, f32x4.add(s1, shift));
    }
    for (; m < M; m++) {
      const w = b + <usize>m * row, shift = bias ? load<f32>(bias + <usize>m * 4) : <f32>0;
      store<f32>(o0 + <usize>m * 4, dot(x0, w, K) + shift);
      store<f32>(o1 + <usize>m * 4, dot(x1, w, K) + shift);
    }
  }
  for (; t < T; t++)
    for (let m = 0; m < M; m++) {
      const shift = bias ? load<f32>(bias + <usize>m * 4) : <f32>0;
      store<f32>(c + <usize>t * rc + <usize>m * 4, dot(a + <usize>t * row, b + <usize>m * row, K) + shift);
    }
}

function dot(x: usize, y: usize, n: i32): f32 {
  const whole = <usize>(n & ~3) * 4;
  let s4 = f32x4.splat(0);
  for (let k: usize = 0; k < whole; k += 16) s4 = madd(s4, v128.load(x + k), v128.load(y + k));
  let sum = sum4(s4);
  for (let k = whole; k < <usize>n * 4; k += 4) sum += load<f32>(x + k) * load<f32>(y + k);
  return sum;
}

// y (M) = the sum of the rows of x (T, M)
export function sumRows(x: usize, y: usize, T: i32, M: i32): void {
  const row = <usize>M * 4;
  let at: usize = 0;
  for (; at + 16 <= row; at += 16) {
    let sum = f32x4.splat(0);
    for (let t = 0; t < T; t++) sum = f32x4.add(sum, v128.load(x + <usize>t * row + at));
    v128.store(y + at, sum);
  }
  for (; at < row; at += 4) {
    let sum: f32 = 0;
    for (let t = 0; t < T; t++) sum += load<f32>(x + <usize>t * row + at);
    store<f32>(y + at, sum);
  }
}

// The gradient d behind a ReLU whose output is y, in place: none where that is 0
export function reluBack(d: usize, y: usize, n: i32): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>n * 4; i += 16)
    v128.store(d + i, v128.and(v128.load(d + i), f32x4.gt(v128.load(y + i), zero)));
}

// The gradient of the loss, the mean over n numbers, at the output p of a network for the target x. loss: 0 MSE, 1 L1,
// 2 BCE. sigmoid: 1 where p came out of one, and the gradient is that before it. BCE is always behind a sigmoid
export function lossBack(p: usize, x: usize, d: usize, n: i32, loss: i32, sigmoid: i32): void {
  const one = f32x4.splat(1), mean = f32x4.splat(<f32>1 / <f32>n), twice = f32x4.add(mean, mean), zero = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const v = v128.load(p + i), far = f32x4.sub(v, v128.load(x + i));
    let g: v128;
    if (loss == 0) g = f32x4.mul(far, twice);
    else if (loss == 1) // the sign
      g = f32x4.sub(v128.and(f32x4.gt(far, zero), mean), v128.and(f32x4.lt(far, zero), mean));
    else g = f32x4.mul(far, mean); // the sigmoid's slope is in it
    if (sigmoid && loss != 2) g = f32x4.mul(g, f32x4.mul(v, f32x4.sub(one, v)));
    v128.store(d + i, g);
  }
}

// A step of Adam (Kingma and Ba 2015): weights w, gradient g, means u of it and v of its square. rate: of this step,
// with both corrections for the start in it
export function adam(w: usize, g: usize, u: usize, v: usize, n: i32, rate: f32): void {
  const slow = f32x4.splat(0.1), slower = f32x4.splat(0.001), tiny = f32x4.splat(1e-8), r = f32x4.splat(rate);
  for (let i: usize = 0; i < <usize>n * 4; i += 16) {
    const d = v128.load(g + i);
    const first = madd(v128.load(u + i), f32x4.sub(d, v128.load(u + i)), slow);
    const second = madd(v128.load(v + i), f32x4.sub(f32x4.mul(d, d), v128.load(v + i)), slower);
    v128.store(u + i, first);
    v128.store(v + i, second);
    const step = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(second), tiny));
    v128.store(w + i, f32x4.sub(v128.load(w + i), step));
  }
}

// A step of gradient descent
export function descend(w: usize, g: usize, n: i32, rate: f32): void {
  const r = f32x4.splat(rate);
  for (let i: usize = 0; i < <usize>n * 4; i += 16)
    v128.store(w + i, f32x4.sub(v128.load(w + i), f32x4.mul(v128.load(g + i), r)));
}
