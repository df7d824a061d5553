// The layers that networks share. Each has a function that reads its weights into an arena and one that applies it.
// Activations are byte offsets of float32 (rows, numbers); a picture's rows are its places, row by row.
import { transposed } from "./weights.js";

/** A linear map; torch keeps its weight as (outputs, inputs), the kernels want (inputs, outputs). */
export function linear(arena, { take }, key, inputs, outputs) {
  return matrix(arena, transposed(take(`${key}.weight`, outputs, inputs), outputs), take(`${key}.bias`, outputs));
}

/** @param weight (inputs, outputs) @param bias (outputs) */
export function matrix(arena, weight, bias) {
  const outputs = bias.length;
  return { weight: arena.put(weight), bias: arena.put(bias), inputs: weight.length / outputs, outputs };
}

export function apply({ room, kernels }, x, { weight, bias, inputs, outputs }, rows) {
  const y = room(rows * outputs);
  kernels.gemm(x, inputs, 1, weight, outputs, bias, y, outputs, rows, inputs, outputs, 1);
  return y;
}

export function norm(arena, { take }, key, numbers) {
  return { gain: arena.put(take(`${key}.weight`, numbers)), shift: arena.put(take(`${key}.bias`, numbers)), numbers };
}

/** Each token to mean 0 and variance 1. */
export function layerNorm({ room, kernels }, x, { gain, shift, numbers }, rows) {
  const y = room(rows * numbers);
  kernels.layerNorm(x, y, gain, shift, rows, numbers, 1e-6);
  return y;
}

/** All places and channels of a picture together to mean 0 and variance 1: GroupNorm with one group. */
export function pictureNorm({ room, kernels }, x, { gain, shift, numbers }, places) {
  const y = room(places * numbers);
  kernels.normalise(x, y, gain, shift, places * numbers, numbers, 1e-5);
  return y;
}

/** A 3×3 convolution; torch keeps its weight as (D, C, 3, 3), `flat` ones as (D, C·3·3). */
export function convolution(arena, { take }, key, inputs, outputs, flat = false) {
  const stored = take(`${key}.weight`, ...(flat ? [outputs, 9 * inputs] : [outputs, inputs, 3, 3]));
  return matrix(arena, taps(stored, outputs, inputs, 9), take(`${key}.bias`, outputs));
}

/** (D, C, K) -> ((K, C), D): the order in which `windows` and `fold` write a window. */
function taps(stored, outputs, inputs, count) {
  const weight = new Float32Array(stored.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let k = 0; k < count; k++) weight[(k * inputs + i) * outputs + o] = stored[(o * inputs + i) * count + k];
  return weight;
}

/** Of x (H, W, C) the convolution (H/stride, W/stride, D). */
export function convolve(arena, x, layer, [height, width], stride = 1) {
  const places = Math.ceil(height / stride) * Math.ceil(width / stride), y = arena.room(places * layer.outputs);
  arena.within(() => {
    const seen = arena.room(places * layer.inputs);
    arena.kernels.windows(x, seen, height, width, layer.inputs / 9, stride);
    const { weight, bias, inputs, outputs } = layer;
    arena.kernels.gemm(seen, inputs, 1, weight, outputs, bias, y, outputs, places, inputs, outputs, 1);
  });
  return y;
}

/** A 2×2 convolution with stride 2: four places become one. */
export function halving(arena, { take }, key, inputs, outputs) {
  const stored = take(`${key}.weight`, outputs, inputs, 2, 2);
  return matrix(arena, taps(stored, outputs, inputs, 4), take(`${key}.bias`, outputs));
}

/** Of x (H, W, C): (H/2, W/2, D). */
export function halve(arena, x, layer, [height, width]) {
  const folded = arena.room((height * width * layer.inputs) / 4);
  arena.kernels.fold(x, folded, height, width, layer.inputs / 4);
  return apply(arena, folded, layer, (height * width) / 4);
}

/** A transposed 2×2 convolution with stride 2: one place becomes four. */
export function doubling(arena, { take }, key, inputs, outputs) {
  const stored = take(`${key}.weight`, inputs, outputs, 2, 2), bias = take(`${key}.bias`, outputs);
  const weight = new Float32Array(stored.length); // (C, (2, 2, D))
  for (let i = 0; i < inputs; i++)
    for (let o = 0; o < outputs; o++)
      for (let k = 0; k < 4; k++) weight[(i * 4 + k) * outputs + o] = stored[(i * outputs + o) * 4 + k];
  return matrix(arena, weight, [0, 1, 2, 3].flatMap(() => [...bias]));
}

/** Of x (H, W, C): (2H, 2W, D). */
export function enlarge(arena, x, layer, [height, width]) {
  const wide = apply(arena, x, layer, height * width), y = arena.room(height * width * layer.outputs);
  arena.kernels.unfold(wide, y, 2 * height, 2 * width, layer.outputs / 4);
  return y;
}

export const sigmoid = (values) => values.map((x) => 1 / (1 + Math.exp(-x)));
