// Systems of equations with a symmetric, positive definite matrix, solved exactly in double precision.

/**
 * @param {Float64Array[]} rows each from its first number that is not 0 up to the diagonal
 * @param {number[]} first the column in which each row begins
 * @param {Float64Array[]} sides right sides
 * @returns {Float64Array[]} the solutions
 */
export function symmetric(arena, rows, first, sides) {
  return arena.within(() => {
    const { room, doubles, whole, kernels } = arena, n = rows.length;
    const count = rows.reduce((sum, row) => sum + row.length, 0);
    const matrix = room(2 * count), begins = room(n), places = room(n), x = room(2 * n);
    whole(begins, n).set(first);
    const place = whole(places, n), numbers = doubles(matrix, count);
    rows.reduce((at, row, i) => {
      place[i] = at;
      numbers.set(row, at);
      return at + row.length;
    }, 0);
    if (!kernels.cholesky(matrix, begins, places, n)) throw new Error("The matrix is not positive definite.");
    return sides.map((side) => {
      doubles(x, n).set(side);
      kernels.substitute(matrix, begins, places, n, x);
      return doubles(x, n).slice();
    });
  });
}
