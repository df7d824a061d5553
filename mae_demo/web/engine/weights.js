// A checkpoint's parameters, each taken once, with the shape that the config says, and none left over.
import { refusal } from "./refusal.js";

/**
 * @param {Map<string, {shape: number[], values: Float32Array}>} tensors
 * @returns {{take: (key: string, ...shape: number[]) => Float32Array, end: () => void}}
 */
export function parameters(tensors, name) {
  const left = new Set(tensors.keys());
  function take(key, ...shape) {
    const found = tensors.get(key);
    if (!found || found.shape.join() !== shape.join()) throw refusal("misfit", { name, parameter: key });
    left.delete(key);
    return found.values;
  }
  function end() {
    if (left.size) throw refusal("misfit", { name, parameter: [...left][0] });
  }
  return { take, end };
}

/** y (M, T) of x (T, M). */
export function transposed(x, rows) {
  const columns = x.length / rows, y = new Float32Array(x.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) y[c * rows + r] = x[r * columns + c];
  return y;
}
