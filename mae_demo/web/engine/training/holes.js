// Holes of small pictures: how they are filled without a network, and what a network sees around each of them.
import { neighbours } from "../baselines.js";

// With so many, 8×8 pixels of noise are within 0.02 of `harmonic` of ../baselines.js, in less time
const SWEEPS = 32;
const BEYOND = 1.7; // so much of each correction is made: successive over-relaxation (Young 1954)
const AROUND = 1; // squares on each side of a hole that belong to its window

/**
 * @param {{height: number, width: number, channels: number, square: number}} shape sides are multiples of `square`
 * @returns {{fill: Function, windowOf: Function, own: Int32Array[], inputs: number, outputs: number, window: object}}
 *   own: by square, the places of its numbers in a picture. inputs: numbers of a window. outputs: of a square.
 *   window: its shape as a picture
 */
export function holes({ height, width, channels, square }) {
  const plane = height * width, [rows, columns] = [height / square, width / square], side = (2 * AROUND + 1) * square;
  const pixels = Array.from({ length: plane }, (_, i) => [Math.floor(i / width), i % width]);
  const place = (y, x) => clamped(y, height) * width + clamped(x, width); // beyond the edge stands the nearest pixel
  const near = Int32Array.from(pixels.flatMap((_, i) => neighbours(i, height, width)));
  const squareOf = pixels.map(([y, x]) => Math.floor(y / square) * columns + Math.floor(x / square));
  const inAll = (some) => Array.from({ length: channels }, (_, c) => some.map((i) => c * plane + i)).flat();
  const squares = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);
  const box = (y, x, size) => Array.from({ length: size * size }, (_, i) =>
    place(y + Math.floor(i / size), x + (i % size)));
  const own = squares.map(([r, c]) => Int32Array.from(inAll(box(r * square, c * square, square))));
  const seen = squares.map(([r, c]) =>
    Int32Array.from(inAll(box((r - AROUND) * square, (c - AROUND) * square, side))));
  const others = squares.map(([r, c]) => { // the squares of a window, -1 beyond the edge
    const around = [];
    for (let y = r - AROUND; y <= r + AROUND; y++)
      for (let x = c - AROUND; x <= c + AROUND; x++)
        around.push(y < 0 || y >= rows || x < 0 || x >= columns ? -1 : y * columns + x);
    return around;
  });

  /**
   * Fill a picture in place: each hidden pixel becomes the mean of its four neighbours.
   * @param values (C, H, W) @param {Uint8Array} hidden by square; where all are, the picture becomes 0.5
   */
  function fill(values, hidden) {
    const covered = [...squareOf.keys()].filter((i) => hidden[squareOf[i]]), open = plane - covered.length;
    for (let from = 0; from < values.length; from += plane) {
      let sum = 0;
      for (let i = 0; i < plane; i++) if (!hidden[squareOf[i]]) sum += values[from + i];
      for (const i of covered) values[from + i] = open ? sum / open : 0.5;
      for (let sweep = 0; sweep < SWEEPS; sweep++)
        for (const i of covered) {
          const at = 4 * i, two = values[from + near[at]] + values[from + near[at + 1]];
          const mean = (two + values[from + near[at + 2]] + values[from + near[at + 3]]) / 4;
          values[from + i] += BEYOND * (mean - values[from + i]);
        }
    }
  }

  /**
   * What a network sees of a hole: the filling around it, less its mean colour in the hole, and which squares are
   * hidden, 1, or lie beyond the edge, 1 as well.
   * @param {Float32Array} to its `inputs` numbers @param filled a picture as `fill` leaves it @param at the square
   */
  function windowOf(to, filled, hidden, at) {
    const from = seen[at], mine = own[at], count = square * square, area = side * side;
    for (let c = 0, i = 0; c < channels; c++) {
      let sum = 0;
      for (let j = c * count; j < (c + 1) * count; j++) sum += filled[mine[j]];
      for (const end = (c + 1) * area; i < end; i++) to[i] = filled[from[i]] - sum / count;
    }
    others[at].forEach((other, i) => (to[from.length + i] = other < 0 || hidden[other] ? 1 : 0));
  }

  return {
    fill, windowOf, own,
    inputs: seen[0].length + others[0].length, outputs: own[0].length,
    window: { height: side, width: side, channels },
  };
}

const clamped = (i, size) => Math.min(Math.max(i, 0), size - 1);
