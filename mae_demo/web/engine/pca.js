// Principal component analysis as an autoencoder: mae_demo/models/pca.py. Hidden pixels enter as the mean picture.
import { blanked, hiddenPixels } from "./patches.js";

/** A function from a picture and a mask (N) to the network's output (C, H, W). */
export function pca(arena, { take }, { architecture: { code_size: code }, channels, image_size: size }) {
  const values = channels * size[0] * size[1], mean = take("mean", values);
  const components = arena.put(take("components", code, values));
  const { kernels, put, room, view } = arena;
  return (picture, mask) => {
    const away = put(blanked(picture, hiddenPixels(picture, mask), mean).map((value, i) => value - mean[i]));
    const latent = room(code), said = room(values);
    // The code is components (K, D) · away (D, 1); the picture is code (1, K) · components
    kernels.gemm(components, values, 1, away, 1, 0, latent, 1, code, values, 1, 1);
    kernels.gemm(latent, code, 1, components, values, 0, said, values, 1, code, values, 1);
    return view(said, values).map((value, i) => value + mean[i]);
  };
}
