// Patches and their places, as mae_demo/patches.py. A picture is {values: Float32Array (C, H, W), height, width}, a
// mask a Uint8Array (N) or boolean[], true = hidden.
import { refusal } from "./refusal.js";

/** How many channels a picture has. */
export const channelsOf = ({ values, height, width }) => values.length / (height * width);

/** The side in pixels of the square patches that a mask speaks of. */
export function patchSizeOf({ height, width }, mask) {
  const side = Math.floor(Math.sqrt((height * width) / mask.length));
  if (!side || height % side || width % side || mask.length * side ** 2 !== height * width) {
    throw refusal("mask", { patches: mask.length, expected: height * width });
  }
  return side;
}

/** The pixels that a mask hides: Uint8Array (H·W), 1 = hidden. */
export function hiddenPixels(picture, mask) {
  const { height, width } = picture, side = patchSizeOf(picture, mask), columns = width / side;
  const hidden = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let x = 0; x < width; x++) hidden[y * width + x] = mask[row + Math.floor(x / side)] ? 1 : 0;
  }
  return hidden;
}

/** The pixels of a picture, (C, H, W), with `blank` (a number, or a picture's numbers) where they are hidden. */
export function blanked({ values }, hidden, blank) {
  const each = typeof blank === "number" ? null : blank, count = hidden.length;
  return values.map((value, i) => (hidden[i % count] ? (each ? each[i] : blank) : value));
}

/**
 * The offsets in a picture's numbers of the patches' own, in the order of `patchify` ("last": the channel runs fastest)
 * or in that of a convolution's weight ("first": the channel runs slowest): Int32Array (N, p·p·C).
 */
export function patchOffsets(channels, height, width, side, channel) {
  const rows = height / side, columns = width / side, offsets = new Int32Array(channels * height * width);
  const [outer, inner] = channel === "first" ? [channels, 1] : [1, channels];
  let at = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let a = 0; a < outer; a++)
        for (let y = 0; y < side; y++)
          for (let x = 0; x < side; x++)
            for (let b = 0; b < inner; b++)
              offsets[at++] = ((a + b) * height + row * side + y) * width + column * side + x;
  return offsets;
}

/** The numbers of one patch, at its offsets, without their mean and deviation, as `losses.normalise_patches`. */
export function normalisedPatch(offsets, values) {
  const own = [...offsets].map((at) => values[at]), mean = own.reduce((sum, x) => sum + x, 0) / own.length;
  const variance = own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1);
  return own.map((x) => (x - mean) / Math.sqrt(variance + 1e-6));
}

/** Fixed 2-D sine-cosine positions, (1 + N, D), as `patches.sincos_positions` of a grid; the class token's are 0. */
export function sincosPositions(dim, rows, columns) {
  const quarter = dim / 4, positions = new Float32Array((1 + rows * columns) * dim);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let i = 0, at = (1 + row * columns + column) * dim; i < quarter; i++, at++) {
        const frequency = 10000 ** -(i / quarter);
        positions[at] = Math.sin(column * frequency);
        positions[at + quarter] = Math.cos(column * frequency);
        positions[at + 2 * quarter] = Math.sin(row * frequency);
        positions[at + 3 * quarter] = Math.cos(row * frequency);
      }
  return positions;
}
