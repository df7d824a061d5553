// Ways to fill a hole that need no network: mae_demo/baselines.py. Each takes a picture and its hidden pixels (H·W) and
// answers with (C, H, W); where nothing is visible with 0.5.
import { channelsOf } from "./patches.js";
import { pullPush } from "./pull_push.js";
import { symmetric } from "./symmetric.js";

const ENOUGH = 1e-8; // squared residual, summed over a channel's hidden pixels, at which `harmonic` rests
const STEPS = 3000; // at most; a picture of 128×128 pixels takes 300

export const BASELINES = { visible_mean: visibleMean, harmonic, biharmonic };

function visibleMean(_, picture, hidden) {
  const plane = hidden.length, output = picture.values.slice();
  for (let at = 0; at < output.length; at += plane) {
    let sum = 0, count = 0;
    for (let i = 0; i < plane; i++) if (!hidden[i]) (sum += output[at + i]), count++;
    for (let i = 0; i < plane; i++) if (hidden[i]) output[at + i] = count ? sum / count : 0.5;
  }
  return output;
}

/** Each hidden pixel becomes the mean of its neighbours: a soap film. Conjugate gradients from a smooth guess. */
function harmonic(arena, picture, hidden) {
  const { values, height, width } = picture, plane = height * width, places = placesOf(hidden);
  if (!places.length || places.length === plane) return places.length ? values.map(() => 0.5) : values.slice();
  const guess = pullPush(picture, hidden, 2), n = places.length;
  return arena.within(() => {
    const { room, view, whole, kernels } = arena, output = values.slice();
    const [x, r, p] = [0, 1, 2].map(() => room(4 * plane)), q = room(4 * n), offsets = room(n), around = room(4 * n);
    whole(offsets, n).set(places.map((i) => 16 * i));
    whole(around, 4 * n).set(places.flatMap((i) => neighbours(i, height, width).map((j) => 16 * j)));
    for (let from = 0; from < values.length; from += 4 * plane) { // four channels at once
      const numbers = view(x, 4 * plane), channels = Math.min(4, (values.length - from) / plane);
      numbers.fill(0);
      view(p, 4 * plane).fill(0);
      for (let c = 0; c < channels; c++)
        for (let i = 0; i < plane; i++) numbers[4 * i + c] = guess[from + c * plane + i];
      kernels.harmonic(x, r, p, q, offsets, around, n, ENOUGH, STEPS);
      for (let c = 0; c < channels; c++) for (const i of places) output[from + c * plane + i] = numbers[4 * i + c];
    }
    return output;
  });
}

/** The surface that bends as little as can be, a thin plate: the sum of squared Laplacians is made least. */
function biharmonic(arena, picture, hidden) {
  const { values, height, width } = picture, plane = height * width;
  const places = placesOf(hidden), number = new Int32Array(plane).fill(-1);
  if (!places.length || places.length === plane) return places.length ? values.map(() => 0.5) : values.slice();
  // Along the shorter side first, so that a row of the matrix begins close to its diagonal
  if (width > height) places.sort((a, b) => (a % width) - (b % width) || a - b);
  places.forEach((place, n) => (number[place] = n));

  const first = [], rows = [], channels = channelsOf(picture);
  const sides = Array.from({ length: channels }, () => new Float64Array(places.length));
  places.forEach((place, n) => {
    const entries = bending(place, height, width);
    const begin = Math.min(...[...entries.keys()].map((other) => number[other]).filter((m) => m >= 0));
    const row = new Float64Array(n + 1 - begin);
    for (const [other, weight] of entries) {
      if (number[other] < 0) sides.forEach((side, c) => (side[n] -= weight * values[c * plane + other]));
      else if (number[other] <= n) row[number[other] - begin] = weight;
    }
    first.push(begin);
    rows.push(row);
  });
  const output = values.slice();
  symmetric(arena, rows, first, sides).forEach((solution, c) => {
    places.forEach((place, n) => (output[c * plane + place] = solution[n]));
  });
  return output;
}

/** A row of the squared Laplacian: the weight of each pixel near a place. */
function bending(place, height, width) {
  const entries = new Map(), count = (at, weight) => entries.set(at, (entries.get(at) ?? 0) + weight);
  const laplacian = (at, weight) => {
    for (const other of neighbours(at, height, width)) (count(at, weight), count(other, -weight)); // itself cancels
  };
  for (const other of neighbours(place, height, width)) (laplacian(place, 1), laplacian(other, -1));
  return entries;
}

/** The four neighbours of a pixel; beyond the edge stands the pixel itself. */
export function neighbours(i, height, width) {
  const x = i % width;
  const above = i >= width ? i - width : i, below = i + width < height * width ? i + width : i;
  return [x ? i - 1 : i, x + 1 < width ? i + 1 : i, above, below];
}

/** The numbers of all hidden pixels. */
export function placesOf(hidden) {
  const places = [];
  hidden.forEach((covered, i) => covered && places.push(i));
  return places;
}
