// A variational autoencoder, of which the page sees the middle of each cloud: mae_demo/models/vae.py.
import { sigmoid } from "./layers.js";
import { perceptron } from "./mlp.js";
import { blanked, hiddenPixels } from "./patches.js";

/** A function from a picture and a mask (N) to the network's output (C, H, W). */
export function vae(arena, weights, { architecture, channels, image_size: size }) {
  const { hidden_dim: dim, code_size: code, blank = 0 } = architecture, values = channels * size[0] * size[1];
  const posterior = perceptron(arena, weights, "encoder", [values, dim, 2 * code]); // means, then log variances
  const decode = perceptron(arena, weights, "decoder", [code, dim, values]);
  return (picture, mask) => {
    const means = posterior(arena.put(blanked(picture, hiddenPixels(picture, mask), blank)));
    return sigmoid(arena.view(decode(means), values));
  };
}
