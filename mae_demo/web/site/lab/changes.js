// Changes of a picture that an eye and a figure rate differently: mae_demo/changes.py, but for noise, which the engine
// draws. Each takes a picture (side · side) of numbers from 0 to 1, and one of its amounts.

/** To the right by so many pixels; what comes in on the left is black. */
const shift = (picture, side, pixels) => picture.map((_, i) => (i % side < pixels ? 0 : picture[i - pixels]));

/** Each block of so many pixels in height and width as its mean. */
function mosaic(picture, side, block) {
  const sums = new Map(), blockOf = (i) => Math.floor(i / side / block) * side + Math.floor((i % side) / block);
  picture.forEach((value, i) => sums.set(blockOf(i), (sums.get(blockOf(i)) ?? 0) + value));
  return picture.map((_, i) => sums.get(blockOf(i)) / block ** 2);
}

/** More of white; what is over white is white. */
const brightness = (picture, side, by) => picture.map((value) => Math.min(1, value + by));

export const CHANGES = { shift, mosaic, brightness };
