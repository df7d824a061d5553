// Patches and their places: a grid is [rows, columns], a place counts the patches row by row from 0.

/** Row and column of a place. */
export const rowColumn = (place, columns) => [Math.floor(place / columns), place % columns];

/** The patch under a point of the page, or null outside. @param bounds {left, top, width, height} of the picture */
export function placeUnder(x, y, { left, top, width, height }, [rows, columns]) {
  const column = Math.floor(((x - left) / width) * columns), row = Math.floor(((y - top) / height) * rows);
  return row >= 0 && column >= 0 && row < rows && column < columns ? row * columns + column : null;
}

/**
 * Left, top, width and height of a patch on a canvas; edges are rounded alike, so that neighbours leave no gap.
 * @param size {width, height} of the canvas
 */
export function boxOf({ width, height }, place, [rows, columns]) {
  const [row, column] = rowColumn(place, columns);
  const x = (c) => Math.round((c * width) / columns), y = (r) => Math.round((r * height) / rows);
  return [x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row)];
}

/** Left, top, width and height of a patch in a picture, whose sides the grid divides. */
export function partOf({ width, height }, place, [rows, columns]) {
  const [row, column] = rowColumn(place, columns), w = width / columns, h = height / rows;
  return [column * w, row * h, w, h];
}

/** The place a step away, [rows, columns], that stays on the grid. */
export function stepped(place, [down, right], [rows, columns]) {
  const [row, column] = rowColumn(place, columns), within = (value, count) => Math.min(Math.max(value, 0), count - 1);
  return within(row + down, rows) * columns + within(column + right, columns);
}
