// What the page and the worker say to each other. Every question has a number, `id`, and every answer that of its
// question. The last answer to a question is the one with `last: true`; a refused question has no other after it.

/**
 * A question from the page; `ask` says which.
 * @typedef {Start | Load | Forget | SetPicture | Draw | Predict | Compare | Judge | Sweep | Losses | Assemble |
 *   Attend | Encode | Decode | Chance | Noise | Median | Harmonic | Measure} Question
 *
 * @typedef {{id: number, ask: "start", kernels: string | BufferSource, scale: Scale}} Start
 *   the first of all. kernels: kernels.wasm, or its address. Answer: {last}
 * @typedef {{low: number, high: number, colours: string}} Scale `ERROR` of mae_demo/scales.py, for error maps
 *
 * @typedef {{id: number, ask: "load", name: string, config: object, sha256: string,
 *   weights: string | ArrayBuffer}} Load
 *   config: `model` of the checkpoint's config.json. weights: its model.safetensors, or its address, which should
 *   change with the file, as the browser keeps it. Others are answered meanwhile. What is loaded is not loaded again.
 *   Answers: any number of {loaded, total} in bytes (total: null where the server does not say), then
 *   {last, name, bytes}: the memory that the network holds
 * @typedef {{id: number, ask: "forget", name: string}} Forget gives a network's memory back. Answer: {last}
 *
 * @typedef {{id: number, ask: "picture", height: number, width: number, rgba: Uint8ClampedArray}} SetPicture
 *   the picture that all later questions are about, already in the size in which the networks take it. Answer: {last}
 *
 * @typedef {{id: number, ask: "mask", name: string, strategy: string, ratio: number, seed: number,
 *   balance?: number}} Draw
 *   the mask that a strategy draws, for the grid of a checkpoint, which 'hard' also asks for its predictions.
 *   Answer: {last, mask: Uint8Array (N), grid: [rows, columns]}
 *
 * @typedef {{id: number, ask: "predict", name: string, mask: Uint8Array, views: View[], baselines: string[],
 *   blend?: boolean, figures?: boolean}} Predict
 *   mask: (N), 1 = hidden. views: which pictures are wanted. baselines: keys of BASELINES, or names of checkpoints,
 *   whose masked PSNR is wanted. The newest question wins: one that waits while a newer one comes is answered by
 *   {last, outdated: true}, and so is one whose figures are not begun. blend: blend the prediction's seams; all views
 *   but "prediction" and all figures are then of that. figures: false while a stroke goes on, then the
 *   only answer is {last, views, milliseconds, near: Near}; asked again for the same mask, it runs no network again
 *   Answers: {views: Object<View, Picture>, milliseconds}, and, when the pictures are on their way, {last, figures:
 *   Figures, baselines: Object<string, number>, oracle: ?Figures}. figures.hidden and figures.patches count patches;
 *   figures.unblended is the masked PSNR of the network's own prediction where seams were blended, else null
 * @typedef {"prediction" | "blended" | "composite" | "error" | "patch_error" | "normalised" | "oracle"} View
 *   the last two are refused where targets are not normalised
 * @typedef {{width: number, height: number, data: Uint8ClampedArray}} Picture four bytes a pixel, as in ImageData
 * @typedef {{masked_psnr: ?number, masked_l1: ?number}} Near what is quick to measure
 * @typedef {Near & {masked_ssim: ?number, sharpness: ?number}} Figures
 *
 * @typedef {{id: number, ask: "compare", masker: string, names: string[], mask: Uint8Array,
 *   ensembles?: Object<string, string[]>, figures?: boolean}} Compare
 *   masker: the checkpoint whose mask it is. names: of checkpoints, keys of BASELINES, or keys of ensembles, which are
 *   the means of several checkpoints' predictions. The newest question wins, as with predictions. figures: false while
 *   a stroke goes on.
 *   Answers: for each {name, composite: Picture, figures: Figures}, or near: Near without figures, or
 *   {name, refused: {code, values}}, then {last}
 *
 * @typedef {{id: number, ask: "judge", masker: string, name: string, mask: Uint8Array, height: number, width: number,
 *   rgba: Uint8ClampedArray, ensembles?: Object<string, string[]>}} Judge
 *   what every loss says of a checkpoint, a baseline or an ensemble, as in Compare, on a picture of its own.
 *   Answer: {last, losses}, as `lossesOf` of judging.js
 *
 * @typedef {{id: number, ask: "sweep", masker: string, name: string, strategy: string, balance: number, seed: number,
 *   ratios: number[], height: number, width: number, rgba: Uint8ClampedArray, ensembles?: Object<string, string[]>}}
 *   Sweep the error of a checkpoint, a baseline or an ensemble, as in Compare, on a picture of its own, under the
 *   masks of a strategy at some ratios, all above 0. Others are answered between two ratios.
 *   Answer: {last, errors: number[]}, the MSE over hidden pixels at each ratio
 *
 * @typedef {{id: number, ask: "losses", name: string, mask: Uint8Array}} Losses
 *   what each loss says of each patch of a prediction; the newest question wins.
 *   Answer: {last, loss, l1, mse, own, perfect, picture}, as `patchLosses` of patch_losses.js
 * @typedef {{id: number, ask: "attention", name: string, mask: Uint8Array, token: number}} Attend
 *   where a token looks: 0 is the class token, 1 + i patch i, which is visible; the newest question wins. Refused
 *   where a token does not enter the encoder, and of networks without attention.
 *   Answer: {last, token, seen: number[], maps: number[][][]}: the tokens that entered, and in each block and head the
 *   attention to each of them, 1 = an even share
 * @typedef {{id: number, ask: "assemble", name: string, parts: number, seed: number}} Assemble
 *   the picture put together from its hidden parts, by as many masks, which the seed draws. Others are answered between
 *   two masks, and the newest question wins.
 *   Answer: {last, masks: Uint8Array[], picture: Picture, figures: Figures}; figures.patches counts patches
 *
 * @typedef {{id: number, ask: "encode", name: string, pictures: Float32Array}} Encode
 *   pictures: (B, C, H, W) from 0 to 1, as large as the autoencoder's config says. Answer: {last, latents} (B, K)
 * @typedef {{id: number, ask: "decode", name: string, latents: Float32Array}} Decode
 *   latents: (B, K). Answer: {last, pictures: Float32Array} (B, C, H, W), kept within 0 and 1
 * @typedef {{id: number, ask: "chance", count: number, seed: number}} Chance
 *   Answer: {last, numbers: Float32Array} of a normal distribution, torch.randn by this seed
 * @typedef {{id: number, ask: "noise", kind: string, strength: number, seed: number, pictures: Float32Array,
 *   side: number}} Noise
 *   kind, strength: as in noise.js. pictures: (B, side, side). Answer: {last, pictures: Float32Array,
 *   hidden: ?Uint8Array}, of as many numbers: 1 where a pixel is hidden, null where the noise hides none
 * @typedef {{id: number, ask: "median", pictures: Float32Array, side: number}} Median
 *   pictures: (B, side, side). Answer: {last, pictures: Float32Array}
 * @typedef {{id: number, ask: "harmonic", pictures: Float32Array, hidden: Uint8Array, side: number}} Harmonic
 *   pictures, hidden: (B, side, side), 1 = hidden. Answer: {last, pictures: Float32Array}, filled as by baselines.js
 * @typedef {{id: number, ask: "measure", changed: Float32Array, original: Float32Array, side: number}} Measure
 *   two grey pictures (side, side) from 0 to 1, at least 6 pixels high for SSIM's window. Answer: {last, figures}, as
 *   `overall` of metrics.js
 */

/**
 * An answer of the worker: what its question lists, or a refusal.
 * @typedef {{id: number, last?: boolean, outdated?: boolean, refused?: {code: string, values: object}}} Answer
 *   code: one of KEYS in refusal.js
 */

/** The questions of which the newest wins, each kind for itself. */
export const NEWEST_WINS = ["predict", "compare", "losses", "assemble", "attention"];
