// Two ways to solve a system of equations: exactly, and in steps where it is large and the Laplace equation's.

@inline function dot(x: usize, y: usize, n: i32): f64 { // float64
  let sum = f64x2.splat(0), i = 0;
  for (; i + 2 <= n; i += 2, x += 16, y += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(x), v128.load(y)));
  const both = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  return i < n ? both + load<f64>(x) * load<f64>(y) : both;
}

// A = L·Lᵀ, in place. Of the symmetric A (n, n), float64, each row is kept from its first number that is not 0 up to
// the diagonal: row i begins with column first[i] at a + 8·place[i] (both int32). Returns false where A is not
// positive definite.
export function cholesky(a: usize, first: usize, place: usize, n: i32): bool {
  for (let i = 0; i < n; i++) {
    const fi = load<i32>(first + <usize>i * 4), row = a + <usize>load<i32>(place + <usize>i * 4) * 8;
    for (let j = fi; j <= i; j++) {
      const fj = load<i32>(first + <usize>j * 4), other = a + <usize>load<i32>(place + <usize>j * 4) * 8;
      const from = max(fi, fj), at = row + <usize>(j - fi) * 8;
      const rest = load<f64>(at) - dot(row + <usize>(from - fi) * 8, other + <usize>(from - fj) * 8, max(j - from, 0));
      if (j < i) store<f64>(at, rest / load<f64>(other + <usize>(j - fj) * 8));
      else if (rest > 0) store<f64>(at, sqrt(rest));
      else return false;
    }
  }
  return true;
}

// x (n), float64, becomes A⁻¹·x, from the L that `cholesky` leaves
export function substitute(a: usize, first: usize, place: usize, n: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    const f = load<i32>(first + <usize>i * 4), row = a + <usize>load<i32>(place + <usize>i * 4) * 8;
    const at = x + <usize>i * 8, rest = load<f64>(at) - dot(row, x + <usize>f * 8, i - f);
    store<f64>(at, rest / load<f64>(row + <usize>(i - f) * 8));
  }
  for (let i = n - 1; i >= 0; i--) {
    const f = load<i32>(first + <usize>i * 4), row = a + <usize>load<i32>(place + <usize>i * 4) * 8;
    const value = load<f64>(x + <usize>i * 8) / load<f64>(row + <usize>(i - f) * 8);
    store<f64>(x + <usize>i * 8, value);
    for (let k = f; k < i; k++) {
      const at = x + <usize>k * 8;
      store<f64>(at, load<f64>(at) - value * load<f64>(row + <usize>(k - f) * 8));
    }
  }
}

@inline function slope(x: usize, at: usize, around: usize): v128 { // Σ (x here - x of each neighbour)
  const here = v128.load(x + at);
  const two = f32x4.add(v128.load(x + load<u32>(around)), v128.load(x + load<u32>(around, 4)));
  const more = f32x4.add(v128.load(x + load<u32>(around, 8)), v128.load(x + load<u32>(around, 12)));
  return f32x4.sub(f32x4.mul(here, f32x4.splat(4)), f32x4.add(two, more));
}

@inline function over(x: v128, y: v128): v128 { // x / y, 0 where y is 0
  return v128.and(f32x4.div(x, y), f32x4.gt(y, f32x4.splat(0)));
}

// The discrete Laplace equation by conjugate gradients (Hestenes and Stiefel 1952), four channels at once.
// x, r, p: a picture each, four numbers a pixel; x holds a first guess, p zeros. q: four numbers a hidden pixel.
// places: (n) int32, the byte offsets of the hidden pixels in a picture. around: (n, 4) int32, those of the
// neighbours; a pixel at the edge is its own neighbour. Ends where no channel's squared residual is over `enough`.
export function harmonic(
  x: usize, r: usize, p: usize, q: usize, places: usize, around: usize, n: i32, enough: f32, steps: i32,
): i32 {
  let energy = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>n; i++) {
    const at = <usize>load<u32>(places + 4 * i), rest = f32x4.neg(slope(x, at, around + 16 * i));
    v128.store(r + at, rest); v128.store(p + at, rest);
    energy = f32x4.add(energy, f32x4.mul(rest, rest));
  }
  let step = 0;
  for (; step < steps && v128.any_true(f32x4.gt(energy, f32x4.splat(enough))); step++) {
    let curve = f32x4.splat(0);
    for (let i: usize = 0; i < <usize>n; i++) {
      const at = <usize>load<u32>(places + 4 * i), ap = slope(p, at, around + 16 * i);
      v128.store(q + 16 * i, ap);
      curve = f32x4.add(curve, f32x4.mul(v128.load(p + at), ap));
    }
    const far = over(energy, curve);
    let next = f32x4.splat(0);
    for (let i: usize = 0; i < <usize>n; i++) {
      const at = <usize>load<u32>(places + 4 * i);
      const rest = f32x4.sub(v128.load(r + at), f32x4.mul(far, v128.load(q + 16 * i)));
      v128.store(x + at, f32x4.add(v128.load(x + at), f32x4.mul(far, v128.load(p + at))));
      v128.store(r + at, rest);
      next = f32x4.add(next, f32x4.mul(rest, rest));
    }
    const turn = over(next, energy);
    for (let i: usize = 0; i < <usize>n; i++) {
      const at = <usize>load<u32>(places + 4 * i);
      v128.store(p + at, f32x4.add(v128.load(r + at), f32x4.mul(turn, v128.load(p + at))));
    }
    energy = next;
  }
  return step;
}
