// The pictures of a step: which ones, and how they are damaged before the network sees them.

export const HELD = 256; // pictures at the end of a data set that no step sees
export const SHOWN = 8; // held-out pictures that are shown

/** Standard normal numbers from uniform ones, two at a time (Box and Muller 1958). */
export function normals({ rand }) {
  let kept = null;
  return () => {
    if (kept !== null) return [kept, (kept = null)][0];
    const radius = Math.sqrt(-2 * Math.log(1 - rand())), angle = 2 * Math.PI * rand();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/**
 * Damage pictures in place: add noise, then hide squares of pixels.
 * @param values of one picture (C, H, W), from 0 to 1
 * @param {{height: number, width: number, channels: number, square: number, blank: number}} shape square: side of what
 *   is hidden at once, in pixels; blank: what hidden pixels are
 * @param {{hidden: number, noise: number}} damage hidden: the chance of a square. noise: a standard deviation
 * @param {{rand: () => number, normal: () => number}} chance
 * @returns {Uint8Array} by square, row by row, whether it is hidden
 */
export function damagePicture(values, { height, width, channels, square, blank }, { hidden, noise }, { rand, normal }) {
  if (noise)
    for (let i = 0; i < values.length; i++) values[i] = Math.min(1, Math.max(0, values[i] + noise * normal()));
  const columns = Math.ceil(width / square), squares = new Uint8Array(Math.ceil(height / square) * columns);
  if (!hidden) return squares;
  for (let top = 0; top < height; top += square)
    for (let left = 0; left < width; left += square) {
      if (rand() >= hidden) continue;
      squares[(top / square) * columns + left / square] = 1;
      for (let y = top; y < Math.min(top + square, height); y++)
        for (let x = left; x < Math.min(left + square, width); x++)
          for (let c = 0; c < channels; c++) values[(c * height + y) * width + x] = blank;
    }
  return squares;
}

/** Where the numbers of hidden pixels stand in a row of pictures (C, H, W). @param hidden by picture, by pixel */
export function numbersOf(hidden, { channels }) {
  const places = [], plane = hidden[0].length;
  for (let picture = 0; picture < hidden.length; picture++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < plane; i++)
        if (hidden[picture][i]) places.push((picture * channels + c) * plane + i);
  return Int32Array.from(places);
}

/** An endless order of places below `count`: each once, in random order, then all again. */
export function endlessOrder(count, { randperm }) {
  let order = [], next = 0;
  return () => {
    if (next === order.length) [order, next] = [randperm(count), 0];
    return order[next++];
  };
}
