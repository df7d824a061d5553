// Noise by its seed, and the median filter, as mae_demo/noise.py. Pictures are numbers from 0 to 1, (B, H, W).
import { generator } from "./generator.js";
import { refusal } from "./refusal.js";

/** Normal noise of this standard deviation on each number. */
function gaussian(pictures, strength, { randn }) {
  const normal = randn(pictures.length), deviation = Math.fround(strength);
  return pictures.map((value, i) => Math.min(1, Math.max(0, value + Math.fround(deviation * normal[i]))));
}

/** This fraction of the pixels white or black, as many of each. */
function saltAndPepper(pictures, strength, { rands }) {
  const chance = rands(pictures.length), [any, white] = [strength, strength / 2].map(Math.fround);
  return pictures.map((value, i) => (chance[i] < white ? 1 : chance[i] < any ? 0 : value));
}

const NOISES = { gaussian, salt_and_pepper: saltAndPepper };

/** @param {Float32Array} pictures @param {string} kind a key of NOISES @param {number} strength 0 to 1 */
export function addNoise(pictures, kind, strength, seed) {
  if (!Object.hasOwn(NOISES, kind)) throw refusal("noise", { kind: String(kind).slice(0, 40) });
  return NOISES[kind](pictures, strength, generator(seed));
}

/** Each pixel as the median of the 3×3 around it; the edge is mirrored. @param pictures (B, side, side) */
export function median(pictures, side) {
  const inside = (at) => (at < 0 ? 1 : at === side ? side - 2 : at), around = new Float32Array(9);
  return pictures.map((_, i) => {
    const first = i - (i % side ** 2), y = Math.floor(i / side) % side, x = i % side;
    for (let k = 0; k < 9; k++) {
      around[k] = pictures[first + inside(y - 1 + Math.floor(k / 3)) * side + inside(x - 1 + (k % 3))];
    }
    return around.sort()[4];
  });
}
