// The picture that a visitor works on: a sample, or one of their own. Neither ever leaves this page.
import { load } from "../shared/pictures.js";
import { isColourful, partAt, sizeFor } from "./cut.js";
import { fittedPixels } from "./lanczos.js";
import { described } from "./sentences.js";

const PREVIEW = [640, 440]; // pixels that the page shows a whole picture in, at most
const LONGEST = 768; // pixels of a visitor's own picture that are kept
const CLEAR = 255; // of a pixel that is not transparent at all

/** A part of something drawable on white paper, {width, height, data}. */
function pixelsOf(image, [left, top, width, height], [wide, tall] = [width, height]) {
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: tall });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, wide, tall);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, left, top, width, height, 0, 0, wide, tall);
  return context.getImageData(0, 0, wide, tall);
}

/**
 * @typedef {object} Selection
 * @property {?number} place of a sample in its test set
 * @property {?string} hint a sentence in place of the usual one beside the figures
 * @property {(config) => {fitted, part}} fittedFor pixels as a network takes them, and the size that was cut for them
 * @property {(config) => {about, hint}} describedFor sentences @property {(name, config) => object} betterFor keys of
 *   the canvas's message: which data set would suit the picture better
 */

/** A sample. @param sample {place, caption, address} @returns {Promise<Selection>} */
export async function sampleOf({ place, caption, address }, given) {
  const image = await load(address), { naturalWidth: width, naturalHeight: height } = image;
  const whole = pixelsOf(image, [0, 0, width, height]);
  const fittedTo = (size, channels) => fittedPixels(whole, size, channels);
  const fittedFor = (config) => {
    const size = sizeFor(config, whole, given);
    return { fitted: fittedTo(size, config.channels), part: whole, size };
  };
  return {
    place, hint: null, fittedFor, fittedTo,
    describedFor: () => ({ about: caption, hint: "" }),
    betterFor: () => ({ better_dataset: null, leads_back: false }),
  };
}

/** A visitor's own picture, all of it: {image, width, height, isGrey, isColourful, onPaper}; null where the
 * browser cannot open it. @param {File} file */
export async function opened(file) {
  const address = URL.createObjectURL(file), image = await load(address).catch(() => null);
  URL.revokeObjectURL(address);
  if (!image?.naturalWidth) return null;
  const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
  const scaled = (side) => Math.max(1, Math.round(side * scale));
  const [width, height] = [scaled(image.naturalWidth), scaled(image.naturalHeight)];
  const canvas = Object.assign(document.createElement("canvas"), { width, height }), context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  let onPaper = false;
  for (let i = 3; i < data.length && !onPaper; i += 4) onPaper = data[i] < CLEAR;
  const small = pixelsOf(canvas, [0, 0, width, height], [64, 64]).data;
  return {
    image: canvas, width, height, onPaper, isGrey: isGrey(pixelsOf(canvas, [0, 0, width, height]).data),
    isColourful: isColourful(small),
  };
}

function isGrey(data) {
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
}

/** The address of a small picture of the whole. */
export function previewAddress({ image, width, height }) {
  const scale = Math.min(1, PREVIEW[0] / width, PREVIEW[1] / height);
  const [wide, tall] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: tall });
  canvas.getContext("2d").putImageData(pixelsOf(image, [0, 0, width, height], [wide, tall]), 0, 0);
  return canvas.toDataURL("image/jpeg", 0.9);
}

/**
 * The part of a visitor's own picture at `at`. @param own of `opened` @param {?string} cameFrom data set of the
 * checkpoint that it was taken from by itself @returns {Selection & {own, at, cameFrom}}
 */
export function ownOf(own, at, given, cameFrom = null) {
  const { named, photographs, models, words } = given;
  const fittedFor = (config) => {
    const size = sizeFor(config, own, given), [left, top, width, height] = partAt(own, at, size);
    const part = pixelsOf(own.image, [left, top, width, height]);
    return { fitted: fittedPixels(part, size, config.channels), part, size };
  };
  return {
    own, at, cameFrom, place: null, fittedFor,
    hint: cameFrom ? words.results.switched : null,
    describedFor(config) {
      const { part, size } = fittedFor(config);
      return described(own, config, part, size, given);
    },
    betterFor(name, config) {
      if (cameFrom) return { better_dataset: named[cameFrom], leads_back: true };
      const there = new Set(Object.values(models).map((each) => each.config.dataset));
      const better = photographs.includes(config.dataset) ? null : photographs.find((each) => there.has(each));
      return { better_dataset: better ? named[better] : null, leads_back: false };
    },
  };
}
