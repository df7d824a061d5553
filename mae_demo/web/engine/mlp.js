// A fully connected autoencoder: mae_demo/models/mlp.py. Hidden pixels enter as a blank.
import { apply, linear, sigmoid } from "./layers.js";

export const BLANK = 0; // what hidden pixels are set to where a config does not say

/** An autoencoder as `autoencoder.js` wants it; its latents are (K). */
export function mlp(arena, weights, { architecture, channels, image_size: size }) {
  const { hidden_dims: dims, code_size: code, relu_code: rectified = false, blank = BLANK } = architecture;
  const widths = [channels * size[0] * size[1], ...dims, code];
  const encode = perceptron(arena, weights, "encoder", widths);
  const decode = perceptron(arena, weights, "decoder", [...widths].reverse());
  return {
    blank,
    encode({ values }) {
      const latent = encode(arena.put(values));
      if (rectified) arena.kernels.relu(latent, code);
      return arena.view(latent, code).slice();
    },
    decode: (latent) => sigmoid(arena.view(decode(arena.put(latent)), widths[0])),
  };
}

/** Linear layers between the widths, with a ReLU after each but the last. */
export function perceptron(arena, weights, key, widths) {
  const layers = widths.slice(1).map((width, i) => linear(arena, weights, `${key}.${2 * i}`, widths[i], width));
  return (x) => {
    layers.forEach((layer, i) => {
      x = apply(arena, x, layer, 1);
      if (i < layers.length - 1) arena.kernels.relu(x, layer.outputs);
    });
    return x;
  };
}
