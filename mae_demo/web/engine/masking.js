// Which patches to hide, the same by seed as mae_demo/masking.py. A mask is a Uint8Array (N), row by row, 1 = hidden.
import { generator } from "./generator.js";
import { refusal } from "./refusal.js";
import { gradientEnergy, layeredPriority, selectivePriority } from "./saliency.js";

const PARTS = 4; // masks by which each patch is predicted once while it is hidden, for 'hard': answers/masks.py

/** How many of `patches` a mask of this ratio hides. */
export const hiddenCount = (patches, ratio) => patches - Math.trunc(patches * (1 - ratio) + 1e-9);

/** Places in the order of their numbers, least first; equal ones keep their order. */
const argsort = (values) => Array.from(values.keys()).sort((a, b) => values[a] - values[b]);

/** @param {number} patches @param {number[]} places that are hidden */
function hiding(patches, places) {
  const mask = new Uint8Array(patches);
  for (const place of places) mask[place] = 1;
  return mask;
}

/** Hide the patches of highest priority; among equals the generator chooses. */
function hideHighest(priority, hidden, { randperm }) {
  const order = randperm(priority.length).sort((a, b) => priority[b] - priority[a]);
  return hiding(priority.length, order.slice(0, hidden));
}

/** One number for each patch of a grid. */
function eachPatch([rows, columns], value) {
  return Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));
}

/** Python's `round`: halves go to the even neighbour. */
function rounded(x) {
  const whole = Math.floor(x), rest = x - whole;
  return rest > 0.5 || (rest === 0.5 && whole % 2) ? whole + 1 : whole;
}

function bayer(side) {
  if (side === 1) return [[0]];
  const smaller = bayer(side / 2).map((row) => row.map((x) => 4 * x));
  const top = smaller.map((row) => [...row, ...row.map((x) => x + 2)]);
  return [...top, ...smaller.map((row) => [...row.map((x) => x + 3), ...row.map((x) => x + 1)])];
}

/** Uniformly random patches: those with the highest numbers. */
export function randomMask([rows, columns], hidden, { rands }) {
  const patches = rows * columns;
  return hiding(patches, argsort(rands(patches)).slice(patches - hidden));
}

const MASKING = {
  random: randomMask,
  block([rows, columns], hidden, { rand, randint }) {
    const aspect = 2 ** (2 * rand() - 1); // height / width, 1/2 to 2
    let height = Math.min(rows, Math.max(1, rounded(Math.sqrt(hidden * aspect))));
    const width = Math.min(columns, Math.max(1, Math.ceil(hidden / height)));
    height = Math.max(1, Math.ceil(hidden / width));
    const top = randint(rows - height + 1), left = randint(columns - width + 1), flipped = rand() < 0.5;
    const places = Array.from({ length: hidden }, (_, i) => {
      const row = Math.floor(i / width);
      return (top + (flipped ? height - 1 - row : row)) * columns + left + (i % width);
    });
    return hiding(rows * columns, places);
  },
  grid([rows, columns], hidden, { randint }) {
    const side = 2 ** Math.ceil(Math.log2(Math.max(rows, columns, 2))), matrix = bayer(side);
    const down = randint(side), right = randint(side);
    const rank = eachPatch([rows, columns], (r, c) => matrix[(r - down + side) % side][(c - right + side) % side]);
    return hiding(rows * columns, argsort(rank).slice(rows * columns - hidden));
  },
  checkerboard([rows, columns], hidden, random) {
    const top = random.randint(4), left = random.randint(4), wide = Math.floor(columns / 2) + 3;
    const noise = random.rands((Math.floor(rows / 2) + 3) * wide); // one number a square of 2×2 patches
    const priority = eachPatch([rows, columns], (r, c) => {
      const row = (r + top) >> 1, column = (c + left) >> 1;
      return Math.fround(((row + column) % 2) + noise[row * wide + column]);
    });
    return hideHighest(priority, hidden, random);
  },
  border([rows, columns], hidden, random) {
    const start = random.rand(), bottom = rows - 1, right = columns - 1;
    const priority = eachPatch([rows, columns], (r, c) => {
      const ring = Math.min(r, bottom - r, c, right - c);
      const turn = start - Math.atan2(r - bottom / 2, c - right / 2) / (2 * Math.PI);
      return turn - Math.floor(turn) - ring;
    });
    return hideHighest(priority, hidden, random);
  },
};
// From what `makeMask` is given, a grid and a seed: which patches to hide first
const PRIORITIES = {
  selective: ({ picture, balance }, grid, seed) => selectivePriority(gradientEnergy(picture, grid), seed, balance),
  layered: ({ picture }, grid, seed) => layeredPriority(gradientEnergy(picture, grid), seed),
  hard: ({ picture, predict }, grid, seed) => patchErrors(predict, picture, grid, seed),
};
export const STRATEGIES = [...Object.keys(MASKING), ...Object.keys(PRIORITIES)];

/**
 * @param {string} strategy one of STRATEGIES @param {[number, number]} grid @param {number} ratio 0 to 1
 * @param {number} seed a whole number from 0 to 2^31 - 1
 * @param {{picture?: object, predict?: Function, balance?: number}} given
 *   picture: for selective, layered and hard. predict(picture, mask): a network's, for hard. balance: for selective
 */
export function makeMask(strategy, grid, ratio, seed, { picture, predict, balance = 1 } = {}) {
  if (!STRATEGIES.includes(strategy)) throw refusal("strategy", { name: String(strategy).slice(0, 40) });
  if (!(ratio >= 0 && ratio <= 1)) throw refusal("ratio", { value: ratio });
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) throw refusal("seed", { value: seed });
  if (!(balance >= -1 && balance <= 1)) throw refusal("balance", { value: balance });
  const patches = grid[0] * grid[1], hidden = hiddenCount(patches, ratio);
  if (!hidden) return new Uint8Array(patches);
  if (MASKING[strategy]) return MASKING[strategy](grid, hidden, generator(seed));
  return hideHighest(PRIORITIES[strategy]({ picture, predict, balance }, grid, seed), hidden, generator(seed));
}

/** Masks that together hide every patch once, at random and as evenly as can be. */
export function complementaryMasks(patches, parts, seed) {
  const order = generator(seed).randperm(patches);
  return Array.from({ length: parts }, (_, part) => Uint8Array.from(order, (place) => place % parts === part));
}

/** The mean absolute error of each patch, predicted while it is hidden: inference.patch_errors. */
export function patchErrors(predict, picture, [rows, columns], seed) {
  const { values, height, width } = picture, errors = new Float64Array(rows * columns);
  const plane = height * width, tall = height / rows, wide = width / columns;
  for (const mask of complementaryMasks(rows * columns, PARTS, seed)) {
    predict(picture, mask).forEach((said, i) => {
      const patch = Math.floor((i % plane) / width / tall) * columns + Math.floor((i % width) / wide);
      if (mask[patch]) errors[patch] += Math.abs(said - values[i]);
    });
  }
  const numbers = values.length / errors.length;
  return Float32Array.from(errors, (sum) => sum / numbers);
}
