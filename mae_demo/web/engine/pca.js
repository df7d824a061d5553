// Principal component analysis as an autoencoder: mae_demo/models/pca.py. Hidden pixels enter as the mean picture.

/** An autoencoder as `autoencoder.js` wants it; its latents are (K). */
export function pca(arena, { take }, { architecture: { code_size: code }, channels, image_size: size }) {
  const values = channels * size[0] * size[1], mean = take("mean", values);
  const components = arena.put(take("components", code, values));
  const { kernels, put, room, view } = arena;
  return {
    blank: mean,
    encode(picture) { // components (K, D) · what is away from the mean (D, 1)
      const away = put(picture.values.map((value, i) => value - mean[i])), latent = room(code);
      kernels.gemm(components, values, 1, away, 1, 0, latent, 1, code, values, 1, 1);
      return view(latent, code).slice();
    },
    decode(numbers) { // latent (1, K) · components
      const latent = put(numbers), said = room(values);
      kernels.gemm(latent, code, 1, components, values, 0, said, values, 1, code, values, 1);
      return view(said, values).map((value, i) => value + mean[i]);
    },
  };
}
