// Answers the questions of protocol.js that are about latents, noise and changed pictures, not about masks of patches.
import { BASELINES } from "./baselines.js";
import { generator } from "./generator.js";
import { overall } from "./metrics.js";
import { addNoise, median } from "./noise.js";
import { refusal } from "./refusal.js";

/** @param {(name: string) => object} network that is loaded, or refused @param {() => object} arena to compute in */
export function latentAnswers(network, arena) {
  /** An autoencoder, which numbers of this kind must fit. @param {"picture" | "latent"} kind */
  function autoencoder(name, kind, numbers) {
    const { latents } = network(name);
    if (!latents || !numbers.length || numbers.length % latents.count[kind]) throw refusal("latent", { name });
    return latents;
  }
  return {
    encode: ({ name, pictures }, say) =>
      say({ last: true, latents: autoencoder(name, "picture", pictures).encode(pictures) }),
    decode: ({ name, latents }, say) =>
      say({ last: true, pictures: autoencoder(name, "latent", latents).decode(latents) }),
    chance: ({ count, seed }, say) => say({ last: true, numbers: generator(seed).randn(count) }),
    noise: ({ kind, strength, seed, pictures, side }, say) =>
      say({ last: true, ...addNoise(pictures, side, kind, strength, seed) }),
    median: ({ pictures, side }, say) => say({ last: true, pictures: median(pictures, side) }),
    harmonic({ pictures, hidden, side }, say) {
      const filled = pictures.slice(), size = { height: side, width: side }, count = side ** 2;
      if (!(side > 0) || pictures.length % count || hidden.length !== pictures.length) {
        throw refusal("picture", { channels: 1, ...size });
      }
      for (let at = 0; at < filled.length; at += count) {
        const [values, own] = [pictures, hidden].map((all) => all.subarray(at, at + count));
        filled.set(BASELINES.harmonic(arena(), { ...size, values }, own), at);
      }
      say({ last: true, pictures: filled });
    },
    measure({ changed, original, side }, say) {
      const size = { height: side, width: side }, fits = ({ length }) => length === side ** 2;
      if (!(side >= 6) || ![changed, original].every(fits)) throw refusal("picture", { channels: 1, ...size });
      say({ last: true, figures: overall(arena(), changed, { values: original, ...size }) });
    },
  };
}
