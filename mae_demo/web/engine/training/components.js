// Principal components by subspace iteration (Halko, Martinsson and Tropp 2011), a piece at a time, so that a page can
// train meanwhile; and what a linear network has in common with them.
import { normals } from "./batches.js";

const MORE = 8; // components that are iterated besides those that are wanted, so that these settle
const ROUNDS = 24;

/**
 * The mean picture and the first principal components of pictures.
 * @param arena of arena.js, for this alone; its room is given back by nobody
 * @param pictures Float32Array (count, inputs) @param random of generator.js
 * @returns a generator, a piece of work each `next()`; it returns {mean, components: Float32Array[] (wanted, inputs)}
 */
export function principalComponents(arena, pictures, inputs, wanted, random) {
  return iterated(arena, pictures, inputs, Math.min(wanted, inputs), random);
}

function* iterated(arena, pictures, inputs, wanted, random) {
  const { kernels, view, put, room } = arena, count = pictures.length / inputs;
  const taken = Math.min(wanted + MORE, inputs, count), mean = meanOf(pictures, inputs), normal = normals(random);
  const centred = put(pictures.map((value, i) => value - mean[i % inputs]));
  const [basis, projected] = [room(inputs * taken), room(count * taken)];
  view(basis, inputs * taken).forEach((_, i, all) => (all[i] = normal()));
  yield;
  for (let round = 0; round < ROUNDS; round++) {
    orthonormalise(view(basis, inputs * taken), inputs, taken);
    kernels.gemm(centred, inputs, 1, basis, taken, 0, projected, taken, count, inputs, taken, 1);
    if (round === ROUNDS - 1) break;
    kernels.gemm(centred, 1, inputs, projected, taken, 0, basis, taken, inputs, count, taken, 1);
    yield;
  }
  // Within the subspace the axes are the eigenvectors of the covariance there
  const columns = columnsOf(view(basis, inputs * taken), inputs, taken);
  const seen = columnsOf(view(projected, count * taken), count, taken);
  const { vectors } = eigen(seen.map((a) => Float64Array.from(seen, (b) => dot(a, b))));
  const components = vectors.slice(0, wanted).map((weights) => {
    const component = new Float32Array(inputs);
    weights.forEach((weight, j) => columns[j].forEach((value, i) => (component[i] += weight * value)));
    return component;
  });
  return { mean, components };
}

/** What so many components make of a picture. */
export function projected(picture, { mean, components }) {
  const away = picture.map((value, i) => value - mean[i]), made = Float32Array.from(mean);
  for (const component of components) {
    const weight = dot(away, component);
    for (let i = 0; i < made.length; i++) made[i] += weight * component[i];
  }
  return made;
}

/**
 * How far a linear decoder's span is from the components', and its axes from theirs.
 * @param {ArrayLike<number>[]} axes what each number of the code adds to the picture
 * @returns {{angle: number, cosines: number[]}} angle: the largest between the two spans, in degrees. cosines: of each
 *   component with the axis nearest to it
 */
export function comparison(axes, components) {
  const inputs = components[0].length, flat = new Float64Array(inputs * axes.length);
  axes.forEach((axis, j) => { for (let i = 0; i < inputs; i++) flat[i * axes.length + j] = axis[i]; });
  orthonormalise(flat, inputs, axes.length);
  const basis = columnsOf(flat, inputs, axes.length);
  const across = components.map((component) => basis.map((column) => dot(component, column)));
  const { values } = eigen(across.map((a) => Float64Array.from(across, (b) => dot(a, b)))); // squares of cosines
  const angle = (Math.acos(Math.min(1, Math.sqrt(Math.max(0, values.at(-1))))) * 180) / Math.PI;
  const lengths = axes.map((axis) => Math.sqrt(dot(axis, axis)));
  const cosine = (component) => Math.max(...axes.map((axis, j) => Math.abs(dot(component, axis)) / lengths[j]));
  return { angle, cosines: components.map(cosine) };
}

function meanOf(pictures, inputs) {
  const mean = new Float64Array(inputs);
  for (let i = 0; i < pictures.length; i++) mean[i % inputs] += pictures[i];
  return mean.map((sum) => (sum * inputs) / pictures.length);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const columnsOf = (matrix, rows, columns) =>
  Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (_, i) => matrix[i * columns + j]));

/** Columns of a matrix (rows, columns) to unit length and right angles, in place: Gram and Schmidt, twice. */
function orthonormalise(matrix, rows, columns) {
  const all = columnsOf(matrix, rows, columns);
  all.forEach((column, j) => {
    for (let pass = 0; pass < 2; pass++)
      for (const other of all.slice(0, j)) {
        const along = dot(column, other);
        for (let i = 0; i < rows; i++) column[i] -= along * other[i];
      }
    const length = Math.sqrt(dot(column, column)) || 1;
    for (let i = 0; i < rows; i++) matrix[i * columns + j] = column[i] /= length;
  });
}

/** Eigenvalues of a symmetric matrix, largest first, and their vectors: Jacobi's rotations. */
export function eigen(matrix) {
  const n = matrix.length, a = matrix.map((row) => Float64Array.from(row));
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j))); // a row each
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0, all = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      all += a[i][j] ** 2;
      if (i !== j) off += a[i][j] ** 2;
    }
    if (off <= 1e-22 * all) break;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1), s = t * c;
        for (let i = 0; i < n; i++) [a[i][p], a[i][q]] = [c * a[i][p] - s * a[i][q], s * a[i][p] + c * a[i][q]];
        for (const { [p]: u, [q]: v } of [a, vectors])
          for (let i = 0; i < n; i++) [u[i], v[i]] = [c * u[i] - s * v[i], s * u[i] + c * v[i]];
      }
  }
  const order = [...a.keys()].sort((i, j) => a[j][j] - a[i][i]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => vectors[i]) };
}
