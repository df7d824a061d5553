// A variational autoencoder, of which the page sees the middle of each cloud: mae_demo/models/vae.py.
import { sigmoid } from "./layers.js";
import { perceptron } from "./mlp.js";

/** An autoencoder as `autoencoder.js` wants it; its latents are the means (K). */
export function vae(arena, weights, { architecture, channels, image_size: size }) {
  const { hidden_dim: dim, code_size: code, blank = 0 } = architecture, values = channels * size[0] * size[1];
  const posterior = perceptron(arena, weights, "encoder", [values, dim, 2 * code]); // means, then log variances
  const decode = perceptron(arena, weights, "decoder", [code, dim, values]);
  return {
    blank,
    encode: (picture) => arena.view(posterior(arena.put(picture.values)), code).slice(),
    decode: (latent) => sigmoid(arena.view(decode(arena.put(latent)), values)),
  };
}
