// Pictures fitted to what a network takes, as Pillow does for the server: grey by ITU-R 601, cut in the middle, and
// resized by Lanczos' filter over three lobes, first across and then down, with 256 levels between and after.

const LOBES = 3;

function lanczos(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= LOBES) return 0;
  const at = Math.PI * x;
  return (LOBES * Math.sin(at) * Math.sin(at / LOBES)) / (at * at);
}

/** For each pixel of the result the first pixel that it is made of, and the weights of that one and those after. */
function mixtures(length, [from, to], count) {
  const scale = (to - from) / count, wide = Math.max(scale, 1), reach = LOBES * wide;
  return Array.from({ length: count }, (_, i) => {
    const middle = from + (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(middle - reach + 0.5));
    const end = Math.min(length, Math.trunc(middle + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) => lanczos((first + k - middle + 0.5) / wide));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return [first, weights.map((weight) => weight / sum)];
  });
}

/**
 * Resize one channel. @param {Uint8ClampedArray} values row by row @param size [width, height] that it has
 * @param box [left, top, right, bottom] of the part that is taken @param wanted [width, height] of the result
 */
export function resized(values, [width, height], [left, top, right, bottom], [wide, tall]) {
  const across = new Uint8ClampedArray(wide * height), down = new Uint8ClampedArray(wide * tall);
  mixtures(width, [left, right], wide).forEach(([first, weights], x) => {
    for (let y = 0; y < height; y++) {
      const begin = y * width + first;
      across[y * wide + x] = weights.reduce((sum, weight, k) => sum + weight * values[begin + k], 0);
    }
  });
  mixtures(height, [top, bottom], tall).forEach(([first, weights], y) => {
    for (let x = 0; x < wide; x++) {
      down[y * wide + x] = weights.reduce((sum, weight, k) => sum + weight * across[(first + k) * wide + x], 0);
    }
  });
  return down;
}

/** The middle of a picture, as large as can be, in the shape of the result: [left, top, right, bottom]. */
export function middle([width, height], [wide, tall]) {
  const shape = wide / tall;
  const [across, down] = width / height >= shape ? [shape * height, height] : [width, width / shape];
  const left = (width - across) / 2, top = (height - down) / 2;
  return [left, top, left + across, top + down];
}

/** Red, green and blue as one grey. */
const luma = (red, green, blue) => (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;

/**
 * A picture as a network takes it. @param picture {width, height, data}, four bytes a pixel, opaque
 * @param wanted [width, height] @param {1 | 3} channels; with one, the three are alike
 * @returns {{width, height, data}}
 */
export function fittedPixels({ width, height, data }, [wide, tall], channels) {
  const at = (k) => Uint8ClampedArray.from({ length: width * height }, (_, i) => data[4 * i + k]);
  const grey = () => Uint8ClampedArray.from({ length: width * height }, (_, i) =>
    luma(data[4 * i], data[4 * i + 1], data[4 * i + 2]));
  const isSame = width === wide && height === tall, box = middle([width, height], [wide, tall]);
  const fit = (plane) => (isSame ? plane : resized(plane, [width, height], box, [wide, tall]));
  const planes = channels === 1 ? [fit(grey())] : [0, 1, 2].map((k) => fit(at(k)));
  const fitted = new Uint8ClampedArray(4 * wide * tall).fill(255);
  for (let i = 0; i < wide * tall; i++) for (let k = 0; k < 3; k++) fitted[4 * i + k] = planes[k % planes.length][i];
  return { width: wide, height: tall, data: fitted };
}
