// A checkpoint that answers: every family behind one contract, as mae_demo/inference.py.
import { arena } from "./arena.js";
import { manyAtOnce, masked } from "./autoencoder.js";
import { conv } from "./conv.js";
import { gaussian } from "./gaussian.js";
import { mlp } from "./mlp.js";
import { channelsOf, normalisedPatch, patchOffsets } from "./patches.js";
import { pca } from "./pca.js";
import { refusal } from "./refusal.js";
import { readSafetensors } from "./safetensors.js";
import { unet } from "./unet.js";
import { vae } from "./vae.js";
import { vit } from "./vit.js";
import { parameters } from "./weights.js";

const AUTOENCODERS = { mlp, conv, vae, pca }, OTHERS = { vit, unet, gaussian };
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

/** Whether the engine knows a family of models. */
export const knows = (family) => Object.hasOwn({ ...AUTOENCODERS, ...OTHERS }, family);

/**
 * @param {WebAssembly.Module} module of the kernels @param {string} name of the checkpoint
 * @param {object} config `model` of its config.json @param {Uint8Array} bytes its model.safetensors
 * @returns {Promise<{name, config, output, predict, oracle, target, attention, latents, size}>}
 *   output(picture, mask): what the network says in its target space, (C, H, W)
 *   predict(picture, mask): the same in pixels from 0 to 1; `inPixels(output, picture, mask)` of it
 *   oracle(output, picture): with the true mean and deviation of each patch
 *   target(picture): what it should say, (C, H, W): inference.target_of
 *   attention(picture, mask, at): of a transformer, null of others: where the token at a place among those that enter
 *     the encoder looks, [block][head] Float32Array (T), which sums to 1
 *   latents: `manyAtOnce` of an autoencoder, null of others
 *   size(): bytes of memory that it holds
 */
export async function build(module, name, config, bytes) {
  if (!knows(config.family)) throw refusal("family", { family: String(config.family) });
  const memory = await arena(module), weights = parameters(readSafetensors(bytes, name), name);
  const autoencoder = AUTOENCODERS[config.family]?.(memory, weights, config);
  const forward = autoencoder ? masked(autoencoder) : OTHERS[config.family](memory, weights, config);
  const latents = autoencoder ? manyAtOnce(autoencoder, config, memory.within) : null;
  weights.end();

  function output(picture, mask) {
    check(config, picture, mask);
    const said = memory.within(() => forward(toSpace(picture, config.input_space), mask));
    return config.bounded && ["vit", "unet"].includes(config.family) ? said.map(squash) : said;
  }
  const inPixels = (said, picture, mask) => asPixels(config, said, picture, mask);
  const oracle = (said, picture) => {
    if (config.target_space !== "patch-normalised") throw refusal("normalised", { name });
    return asOracle(config, said, picture);
  };
  const predict = (picture, mask) => inPixels(output(picture, mask), picture, mask);
  const target = (picture) => targetOf(config, picture);
  function attention(picture, mask, at) {
    check(config, picture, mask);
    const maps = [], tokens = 1 + mask.reduce((count, hidden) => count + !hidden, 0);
    const hear = (block, weights, stride) =>
      (maps[block] ??= []).push(weights.slice(at * stride, at * stride + tokens));
    memory.within(() => forward(toSpace(picture, config.input_space), mask, hear));
    return maps;
  }
  const looks = config.family === "vit" ? attention : null;
  return { name, config, output, inPixels, predict, oracle, target, attention: looks, latents, size: memory.size };
}

/** Refuse a picture that the network does not take, and a mask that is not of this picture's patches. */
function check({ family, channels, image_size: size, patch_size: side }, picture, mask) {
  const { height, width } = picture, fixed = ["mlp", "vae", "pca", "gaussian"].includes(family);
  const fits = fixed ? height === size[0] && width === size[1] : family !== "conv" || !(height % 4 || width % 4);
  if (channelsOf(picture) !== channels || height % side || width % side || !fits) {
    throw refusal("picture", { channels: channelsOf(picture), height, width });
  }
  const expected = (height / side) * (width / side);
  if (mask.length !== expected) throw refusal("mask", { patches: mask.length, expected });
}

const squash = (x) => 1 / (1 + Math.exp(2 - 4 * x));

function toSpace(picture, space) {
  if (space === "pixel") return picture;
  const { mean, deviation } = IMAGENET, plane = picture.height * picture.width;
  const channel = (i) => Math.floor(i / plane);
  return { ...picture, values: picture.values.map((x, i) => (x - mean[channel(i)]) / deviation[channel(i)]) };
}

/** Numbers of a space as pixels, kept within 0 and 1. */
function fromSpace(values, space, plane) {
  const { mean, deviation } = IMAGENET, channel = (i) => Math.floor(i / plane);
  const pixels = space === "pixel" ? values : values.map((x, i) => x * deviation[channel(i)] + mean[channel(i)]);
  return pixels.map((x) => (x < 0 ? 0 : x > 1 ? 1 : x));
}

/** An output as pixels: where targets are normalised, with the visible patches' average mean and deviation. */
function asPixels(config, said, picture, mask) {
  const plane = picture.height * picture.width;
  if (config.target_space !== "patch-normalised") return fromSpace(said, config.target_space, plane);
  const visible = patchStatistics(config, picture).filter((_, patch) => !mask[patch]);
  if (!visible.length) return new Float32Array(said.length).fill(0.5);
  const average = (key) => visible.reduce((sum, patch) => sum + patch[key], 0) / visible.length;
  const mean = average("mean"), deviation = average("deviation");
  return fromSpace(said.map((x) => x * deviation + mean), config.input_space, plane);
}

function asOracle(config, said, picture) {
  const { height, width } = picture, scaled = new Float32Array(said.length);
  const offsets = patchOffsets(config.channels, height, width, config.patch_size, "last");
  const statistics = patchStatistics(config, picture), numbers = said.length / statistics.length;
  offsets.forEach((at, i) => {
    const { mean, deviation } = statistics[Math.floor(i / numbers)];
    scaled[at] = said[at] * Math.sqrt(deviation ** 2 + 1e-6) + mean; // undoes `losses.normalise_patches`
  });
  return fromSpace(scaled, config.input_space, height * width);
}

function targetOf({ input_space: input, target_space: target, channels, patch_size: side }, picture) {
  if (target !== "patch-normalised") return toSpace(picture, target).values;
  const { values, height, width } = toSpace(picture, input), normalised = new Float32Array(values.length);
  const offsets = patchOffsets(channels, height, width, side, "last"), numbers = channels * side * side;
  for (let first = 0; first < offsets.length; first += numbers) {
    const own = offsets.subarray(first, first + numbers);
    normalisedPatch(own, values).forEach((value, i) => (normalised[own[i]] = value));
  }
  return normalised;
}

/** Mean and deviation (the unbiased one) of each patch's numbers, in the network's input space. */
function patchStatistics({ channels, patch_size: side, input_space: space }, picture) {
  const { values, height, width } = toSpace(picture, space), numbers = channels * side * side;
  const offsets = patchOffsets(channels, height, width, side, "last");
  return Array.from({ length: offsets.length / numbers }, (_, patch) => {
    const own = offsets.subarray(patch * numbers, (patch + 1) * numbers);
    const mean = own.reduce((sum, at) => sum + values[at], 0) / numbers;
    const square = own.reduce((sum, at) => sum + (values[at] - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(square / (numbers - 1)) };
  });
}
