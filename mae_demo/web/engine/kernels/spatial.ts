// Kernels that move pixels about. Pictures are (rows, columns, channels), the channels of a pixel side by side.

@inline function move(to: usize, from: usize, bytes: usize): void { // quicker than memory.copy for a pixel's channels
  if (bytes & 15) memory.copy(to, from, bytes);
  else for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

// x (H, W, C) -> y (H/stride · W/stride, 9·C): the 3×3 window of each place, zeros outside, as (row, column, channel)
export function windows(x: usize, y: usize, H: i32, W: i32, C: i32, stride: i32): void {
  const bytes = <usize>C * 4;
  for (let r = 0; r < H; r += stride)
    for (let c = 0; c < W; c += stride)
      for (let i = r - 1; i < r + 2; i++)
        for (let j = c - 1; j < c + 2; j++) {
          if (i < 0 || i >= H || j < 0 || j >= W) memory.fill(y, 0, bytes);
          else move(y, x + <usize>(i * W + j) * bytes, bytes);
          y += bytes;
        }
}

// x (H, W, C) -> y (H/2, W/2, (2, 2, C))
export function fold(x: usize, y: usize, H: i32, W: i32, C: i32): void {
  const pair = <usize>C * 8, row = <usize>W * <usize>C * 4;
  for (let r = 0; r < H; r += 2, x += 2 * row)
    for (let c: usize = 0; c < row; c += pair) {
      memory.copy(y, x + c, pair);
      memory.copy(y + pair, x + row + c, pair);
      y += 2 * pair;
    }
}

// The inverse of `fold`; H and W are those of the larger picture y
export function unfold(x: usize, y: usize, H: i32, W: i32, C: i32): void {
  const pair = <usize>C * 8, row = <usize>W * <usize>C * 4;
  for (let r = 0; r < H; r += 2, y += 2 * row)
    for (let c: usize = 0; c < row; c += pair) {
      memory.copy(y + c, x, pair);
      memory.copy(y + row + c, x + pair, pair);
      x += 2 * pair;
    }
}

// x (H/2, W/2, C) -> y (H, W, C): each place becomes four that are alike
export function double(x: usize, y: usize, H: i32, W: i32, C: i32): void {
  const bytes = <usize>C * 4;
  for (let r = 0; r < H; r++)
    for (let c = 0; c < W; c++, y += bytes) memory.copy(y, x + <usize>((r >> 1) * (W >> 1) + (c >> 1)) * bytes, bytes);
}

// x (H, W, C) -> y (H/2, W/2, C): the greatest of each 2×2
export function pool(x: usize, y: usize, H: i32, W: i32, C: i32): void {
  const bytes = <usize>C * 4, row = <usize>W * bytes;
  for (let r = 0; r + 1 < H; r += 2)
    for (let c = 0; c + 1 < W; c += 2)
      for (let i: usize = 0; i < bytes; i += 4, y += 4) {
        const at = x + <usize>r * row + <usize>c * bytes + i;
        const above = max(load<f32>(at), load<f32>(at + bytes));
        store<f32>(y, max(above, max(load<f32>(at + row), load<f32>(at + row + bytes))));
      }
}

// The place that stands for place i of n, mirrored at the ends; the last one is not repeated
@inline function mirrored(i: i32, n: i32): i32 {
  return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
}

// x (H, W) -> y (H, W), weighted by a window of 11 numbers each way; `line` has room for W + 10 and `half` for H·W
export function blur(x: usize, y: usize, H: i32, W: i32, window: usize, line: usize, half: usize): void {
  for (let r = 0; r < H; r++) {
    const row = <usize>(r * W) * 4;
    for (let c = -5; c < W + 5; c++)
      store<f32>(line + <usize>(c + 5) * 4, load<f32>(x + row + <usize>mirrored(c, W) * 4));
    for (let c: usize = 0; c < <usize>W * 4; c += 16) {
      let sum = f32x4.splat(0);
      for (let k: usize = 0; k < 44; k += 4)
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(window + k), v128.load(line + c + k)));
      v128.store(half + row + c, sum);
    }
  }
  for (let r = 0; r < H; r++)
    for (let c: usize = 0; c < <usize>W * 4; c += 16) {
      let sum = f32x4.splat(0);
      for (let k = 0; k < 11; k++) {
        const at = half + <usize>(mirrored(r + k - 5, H) * W) * 4 + c;
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(window + <usize>k * 4), v128.load(at)));
      }
      v128.store(y + <usize>(r * W) * 4 + c, sum);
    }
}
