// Fill hidden pixels from ever coarser means of the visible ones: baselines.pull_push, after Gortler et al. (1996).
import { channelsOf } from "./patches.js";

/**
 * @param picture {values (C, H, W), height, width} @param {Uint8Array} hidden (H·W)
 * @param {number} relaxations so many times each level takes the mean of its neighbours where nothing is visible
 * @returns {Float32Array} (C, H, W); 0.5 where nothing is visible at all
 */
export function pullPush(picture, hidden, relaxations = 0) {
  // Pull: sums over 2×2 places, and how many pixels they hold
  const channels = channelsOf(picture), { height, width } = picture, pixels = height * width;
  let level = {
    height,
    width,
    total: picture.values.map((value, i) => (hidden[i % pixels] ? 0 : value)),
    weight: Float32Array.from(hidden, (covered) => (covered ? 0 : 1)),
  };
  const levels = [];
  while (Math.max(level.height, level.width) > 1) {
    levels.push(level);
    const size = { height: Math.ceil(level.height / 2), width: Math.ceil(level.width / 2) };
    const [total, weight] = [level.total, level.weight].map((planes) => summed(planes, level, size));
    level = { ...size, total, weight };
  }

  // Push: from one place for the whole picture back to pixels
  const [count] = level.weight;
  let coarse = { height: 1, width: 1, filled: level.total.map((sum) => (count ? sum / count : 0.5)) };
  for (const finer of levels.reverse()) {
    let filled = between(coarse, finer, channels);
    for (let i = 0; i < relaxations; i++) filled = relaxed(filled, finer, channels);
    coarse = { height: finer.height, width: finer.width, filled };
  }
  return coarse.filled;
}

/** Planes (K, H, W) summed over 2×2 places; what 2 does not divide goes on with nothing. */
function summed(planes, { height, width }, size) {
  const area = size.height * size.width, sums = new Float32Array((planes.length / (height * width)) * area);
  for (let plane = 0, i = 0; i < planes.length; plane++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) sums[plane * area + (y >> 1) * size.width + (x >> 1)] += planes[i];
  return sums;
}

/** What is known of a level, and between the coarser one's places, linearly, where nothing is. */
function between({ height, width, filled }, finer, channels) {
  const result = new Float32Array(finer.total.length), pixels = finer.height * finer.width;
  const rows = steps(finer.height, height), columns = steps(finer.width, width);
  for (let y = 0, i = 0; y < finer.height; y++) {
    const [above, below, down] = rows[y];
    for (let x = 0; x < finer.width; x++, i++) {
      const [left, right, across] = columns[x], count = finer.weight[i];
      for (let c = 0; c < channels; c++) {
        const at = c * height * width, a = at + above * width, b = at + below * width;
        const top = filled[a + left] * (1 - across) + filled[a + right] * across;
        const low = filled[b + left] * (1 - across) + filled[b + right] * across;
        result[c * pixels + i] = count ? finer.total[c * pixels + i] / count : top * (1 - down) + low * down;
      }
    }
  }
  return result;
}

/** For each of `count` places the two of `coarse` that it lies between, and how far from the first. */
function steps(count, coarse) {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.max(0, (i + 0.5) / 2 - 0.5), first = Math.floor(at);
    return [first, Math.min(first + 1, coarse - 1), at - first];
  });
}

/** Each place where nothing is visible as the mean of its four neighbours; beyond the edge stands the place itself. */
function relaxed(filled, { height, width, weight }, channels) {
  const result = filled.slice(), pixels = height * width;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (weight[i]) continue;
      const left = x ? -1 : 0, right = x + 1 < width ? 1 : 0;
      const above = y ? -width : 0, below = y + 1 < height ? width : 0;
      for (let c = 0, at = i; c < channels; c++, at += pixels) {
        result[at] = (filled[at + left] + filled[at + right] + filled[at + above] + filled[at + below]) / 4;
      }
    }
  return result;
}
