// Everything that the engine calls; see the three files.
export { add, gelu, gemm, layerNorm, normalise, relu, softmax, transpose } from "./networks";
export { blur, double, fold, pool, unfold, windows } from "./spatial";
export { cholesky, harmonic, substitute } from "./solve";
