// Convolutional autoencoders: mae_demo/models/conv.py. Each of its shapes is a list of layers.
import { apply, convolution, convolve, doubling, enlarge, matrix, sigmoid } from "./layers.js";
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

// Of each shape the layers of encoder and decoder, the channels of the latent, and by how much its sides are smaller
const SHAPES = {
  "full-size": (C, D) => ({
    latent: D, smaller: 1,
    encoder: [["conv", "encoder.0", C, D], ["relu", D]],
    decoder: [["conv", "decoder.0", D, C]],
  }),
  strided: (C, D) => ({
    latent: 4 * C, smaller: 4,
    encoder: [
      ["conv", "encoder.0", C, D, 2], ["relu", D],
      ["conv", "encoder.2", D, 2 * D, 2], ["relu", 2 * D],
      ["pointwise", "encoder.4", 2 * D, 4 * C],
    ],
    decoder: [
      ["conv", "decoder.0", 4 * C, 2 * D], ["relu", 2 * D], ["double", 2 * D],
      ["conv", "decoder.3", 2 * D, D], ["relu", D], ["double", D],
      ["conv", "decoder.6", D, C],
    ],
  }),
  pooled: (C, D) => ({
    latent: 2 * D, smaller: 4,
    encoder: [
      ["conv", "encoder.0", C, D], ["relu", D], ["pool", D],
      ["conv", "encoder.3", D, 2 * D], ["relu", 2 * D], ["pool", 2 * D],
    ],
    decoder: [["up", "decoder.0", 2 * D, D], ["relu", D], ["up", "decoder.2", D, C]],
  }),
};

/** An autoencoder as `autoencoder.js` wants it; its latents are (K, h, w). */
export function conv(arena, weights, { architecture: { shape, dim, blank = 0 }, channels }) {
  const { latent, smaller, ...parts } = SHAPES[shape](channels, dim);
  const [encoder, decoder] = [parts.encoder, parts.decoder].map((layers) =>
    layers.map(([kind, ...given]) => LAYERS[kind](arena, weights, ...given)));

  /** Planes (C, H, W) through layers, whose numbers are (H, W, C), to planes of so many channels. */
  function through(layers, planes, inputs, outputs, size) {
    let x = arena.put(transposed(planes, inputs));
    for (const layer of layers) [x, size] = layer(x, size);
    const places = size[0] * size[1];
    return transposed(arena.view(x, places * outputs), places);
  }
  return {
    blank,
    encode: ({ values, height, width }) => through(encoder, values, channels, latent, [height, width]),
    decode: (numbers, { height, width }) =>
      sigmoid(through(decoder, numbers, latent, channels, [height / smaller, width / smaller])),
  };
}
