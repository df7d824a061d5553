// Autoencoders, which make a latent of a picture and a picture of a latent: mae_demo/latent.py.
import { blanked, hiddenPixels } from "./patches.js";

/**
 * @typedef {object} Autoencoder
 * @property {number | Float32Array} blank what stands for hidden pixels: a number, or those of a picture
 * @property {(picture: object) => Float32Array} encode the latent (K) of a picture; maps are flattened
 * @property {(latent: Float32Array, size: {height, width}) => Float32Array} decode a picture (C, H, W), not yet clamped
 */

/** A function from a picture and a mask (N) to the network's output (C, H, W). @param {Autoencoder} made */
export const masked = ({ blank, encode, decode }) => (picture, mask) =>
  decode(encode({ ...picture, values: blanked(picture, hiddenPixels(picture, mask), blank) }), picture);

/**
 * The same for many pictures and latents of the size that a checkpoint's config says, one behind the other.
 * @param {Autoencoder} made @param within gives back the room that each takes
 * @returns {{encode: (pictures: Float32Array) => Float32Array, decode: (latents: Float32Array) => Float32Array}}
 *   decoded pictures are kept within 0 and 1
 */
export function manyAtOnce({ encode, decode }, { channels, image_size: [height, width] }, within) {
  const size = { height, width }, values = channels * height * width;
  const one = within(() => encode({ ...size, values: new Float32Array(values) }));
  const each = (numbers, count, work) => joined(Array.from({ length: numbers.length / count }, (_, i) =>
    within(() => work(numbers.subarray(i * count, (i + 1) * count)))));
  return {
    count: { picture: values, latent: one.length },
    encode: (pictures) => each(pictures, values, (own) => encode({ ...size, values: own })),
    decode: (latents) => each(latents, one.length, (own) => decode(own, size))
      .map((x) => (x < 0 ? 0 : x > 1 ? 1 : x)),
  };
}

function joined(parts) {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
