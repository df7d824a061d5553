// Convolutional autoencoders: mae_demo/models/conv.py. Each of its shapes is a list of layers.
import { apply, convolution, convolve, doubling, enlarge, matrix, sigmoid } from "./layers.js";
import { channelsOf, blanked, hiddenPixels } from "./patches.js";
import { transposed } from "./weights.js";

// A layer takes x (H, W, C) and its [height, width], and answers with the next ones
const LAYERS = {
  conv: (arena, weights, key, inputs, outputs, stride = 1) => {
    const layer = convolution(arena, weights, key, inputs, outputs);
    return (x, size) => [convolve(arena, x, layer, size, stride), size.map((side) => Math.ceil(side / stride))];
  },
  pointwise: (arena, { take }, key, inputs, outputs) => {
    const stored = transposed(take(`${key}.weight`, outputs, inputs, 1, 1), outputs);
    const layer = matrix(arena, stored, take(`${key}.bias`, outputs));
    return (x, size) => [apply(arena, x, layer, size[0] * size[1]), size];
  },
  up: (arena, weights, key, inputs, outputs) => {
    const layer = doubling(arena, weights, key, inputs, outputs);
    return (x, size) => [enlarge(arena, x, layer, size), size.map((side) => 2 * side)];
  },
  relu: ({ kernels }, _, dim) => (x, size) => {
    kernels.relu(x, size[0] * size[1] * dim);
    return [x, size];
  },
  pool: ({ kernels, room }, _, dim) => (x, [height, width]) => {
    const size = [height, width].map((side) => Math.floor(side / 2)), y = room(size[0] * size[1] * dim);
    kernels.pool(x, y, height, width, dim);
    return [y, size];
  },
  double: ({ kernels, room }, _, dim) => (x, [height, width]) => {
    const y = room(4 * height * width * dim);
    kernels.double(x, y, 2 * height, 2 * width, dim);
    return [y, [2 * height, 2 * width]];
  },
};

const SHAPES = {
  "full-size": (C, D) => [["conv", "encoder.0", C, D], ["relu", D], ["conv", "decoder.0", D, C]],
  strided: (C, D) => [
    ["conv", "encoder.0", C, D, 2], ["relu", D],
    ["conv", "encoder.2", D, 2 * D, 2], ["relu", 2 * D],
    ["pointwise", "encoder.4", 2 * D, 4 * C],
    ["conv", "decoder.0", 4 * C, 2 * D], ["relu", 2 * D], ["double", 2 * D],
    ["conv", "decoder.3", 2 * D, D], ["relu", D], ["double", D],
    ["conv", "decoder.6", D, C],
  ],
  pooled: (C, D) => [
    ["conv", "encoder.0", C, D], ["relu", D], ["pool", D],
    ["conv", "encoder.3", D, 2 * D], ["relu", 2 * D], ["pool", 2 * D],
    ["up", "decoder.0", 2 * D, D], ["relu", D],
    ["up", "decoder.2", D, C],
  ],
};

/** A function from a picture and a mask (N) to the network's output (C, H, W). */
export function conv(arena, weights, { architecture: { shape, dim, blank = 0 }, channels }) {
  const layers = SHAPES[shape](channels, dim).map(([kind, ...given]) => LAYERS[kind](arena, weights, ...given));
  return (picture, mask) => {
    const { height, width } = picture, pixels = height * width;
    const planes = blanked(picture, hiddenPixels(picture, mask), blank);
    let x = arena.put(interleaved(planes, channelsOf(picture))), size = [height, width];
    for (const layer of layers) [x, size] = layer(x, size);
    const said = sigmoid(arena.view(x, planes.length)); // (H, W, C)
    return planes.map((_, i) => said[(i % pixels) * channels + Math.floor(i / pixels)]);
  };
}

/** Planes (C, H, W) as (H, W, C). */
const interleaved = (planes, channels) => transposed(planes, channels);
