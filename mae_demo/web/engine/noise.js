// Noise by its seed, hidden pixels, and the median filter, as mae_demo/noise.py. Pictures are numbers from 0 to 1,
// (B, H, W).
import { generator } from "./generator.js";
import { hiddenCount, randomMask } from "./masking.js";
import { BLANK } from "./mlp.js";
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

/** Which pixels of each picture are hidden, this fraction of them: Uint8Array (B, side, side), 1 = hidden. */
function drawHidden(pictures, strength, random, side) {
  if (!(side > 0) || pictures.length % side ** 2) throw refusal("picture", { channels: 1, height: side, width: side });
  const hidden = new Uint8Array(pictures.length), count = hiddenCount(side ** 2, strength);
  for (let at = 0; at < hidden.length; at += side ** 2) hidden.set(randomMask([side, side], count, random), at);
  return hidden;
}

const NOISES = { gaussian, salt_and_pepper: saltAndPepper };
const HIDING = { hidden_pixels: drawHidden };

/**
 * @param {Float32Array} pictures (B, side, side) @param {string} kind a key of NOISES or HIDING
 * @param {number} strength 0 to 1 @returns {{pictures: Float32Array, hidden: ?Uint8Array}} null where none are hidden
 */
export function addNoise(pictures, side, kind, strength, seed) {
  const random = generator(seed);
  if (Object.hasOwn(NOISES, kind)) return { pictures: NOISES[kind](pictures, strength, random), hidden: null };
  if (!Object.hasOwn(HIDING, kind)) throw refusal("noise", { kind: String(kind).slice(0, 40) });
  const hidden = HIDING[kind](pictures, strength, random, side);
  return { pictures: pictures.map((value, i) => (hidden[i] ? BLANK : value)), hidden };
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
