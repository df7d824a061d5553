// Where there is something to see, and in which order to hide it: mae_demo/saliency.py. A mask depends on the order of
// these numbers and on which of them are equal, so they are rounded to float32 wherever torch rounds them.
import { generator } from "./generator.js";
import { channelsOf } from "./patches.js";

const LAYERS = [0.25, 0.5, 0.75]; // how much of each layer to hide, least salient first
const { fround } = Math;

/** How much happens in each patch: the squared gradient, averaged over its pixels. Float32Array (N) */
export function gradientEnergy(picture, [rows, columns]) {
  const { values, height, width } = picture, channels = channelsOf(picture), energy = new Float32Array(height * width);
  for (let c = 0; c < channels; c++) {
    const plane = values.subarray(c * height * width, (c + 1) * height * width);
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const down = slope(plane, i, y, height, width), across = slope(plane, i, x, width, 1);
        energy[i] = energy[i] + fround(fround(down * down) + fround(across * across));
      }
  }
  const tall = height / rows, wide = width / columns;
  return Float32Array.from({ length: rows * columns }, (_, patch) => {
    const top = Math.floor(patch / columns) * tall, left = (patch % columns) * wide;
    let sum = 0;
    for (let y = top; y < top + tall; y++)
      for (let x = left; x < left + wide; x++) sum = fround(sum + energy[y * width + x]);
    return fround(fround(sum / tall) / wide);
  });
}

/** Central differences, one-sided at the picture's edge. */
function slope(plane, i, place, length, step) {
  if (place === 0) return fround(plane[i + step] - plane[i]);
  if (place === length - 1) return fround(plane[i] - plane[i - step]);
  return fround(fround(plane[i + step] - plane[i - step]) / 2);
}

/** Hide what is there (balance 1), or what is not (-1); between them chance has its say. Float32Array (N) */
export function selectivePriority(saliency, seed, balance) {
  const noise = generator(seed).rands(saliency.length), rank = ranks(saliency);
  const chance = fround(1 - Math.abs(balance));
  return rank.map((place, i) => fround(fround(fround(balance) * place) + fround(chance * noise[i])));
}

/** Each number's place in the order of all, 0 to 1; equal numbers share the middle of their places. */
function ranks(scores) {
  return scores.map((score) => {
    const lower = scores.reduce((count, other) => count + (other < score), 0);
    const upper = scores.reduce((count, other) => count + (other <= score), 0);
    return (lower + upper) / (2 * scores.length);
  });
}

/** Split the picture into layers of equal size by saliency, each to be hidden to its own ratio. Float64Array (N) */
export function layeredPriority(saliency, seed) {
  const { randperm } = generator(seed), patches = saliency.length, priority = new Float64Array(patches);
  const order = randperm(patches).sort((a, b) => saliency[a] - saliency[b]);
  LAYERS.forEach((ratio, layer) => {
    const [from, to] = [layer, layer + 1].map((edge) => Math.floor((patches * edge) / LAYERS.length));
    const members = order.slice(from, to), hidden = members.length * ratio - 1e-9;
    randperm(members.length).forEach((place, i) => {
      const rest = Math.max((place - hidden) / (members.length - hidden), 0);
      priority[members[i]] = place < hidden ? 2 - place / hidden : 1 - rest;
    });
  });
  return priority;
}
