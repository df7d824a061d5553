// The part that is cut from a picture: {x, y} from 0 to 1 between the edges, `side` in percent of what fits.

/** The least and the most of each, as in mae_demo/answers/selection.py. */
export const LIMITS = { x: [0, 1], y: [0, 1], side: [20, 100] };

/** The part within its limits. */
export function within(part) {
  const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
  return Object.fromEntries(Object.entries(LIMITS).map(([key, limits]) => [key, clamp(part[key], limits)]));
}

/** Width and height of the part, as fractions of the picture's. @param size [height, width], whose shape it has */
export function extentOf(side, { width, height }, [tall, wide]) {
  const scale = (Math.min(width / wide, height / tall) * side) / 100;
  return [(wide * scale) / width, (tall * scale) / height];
}

/** How far a part of that extent goes between the edges when it is moved by so many pixels of so many. */
export const shift = (pixels, of, extent) => (extent < 1 ? pixels / (of * (1 - extent)) : 0);
