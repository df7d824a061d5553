// Everything that the engine calls; see the four files.
export { add, gelu, gemm, layerNorm, normalise, relu, sigmoid, softmax, transpose } from "./networks";
export { blur, double, fold, pool, unfold, windows } from "./spatial";
export { cholesky, harmonic, substitute } from "./solve";
export { adam, descend, gemmRows, lossBack, reluBack, sumRows } from "./training";
