// A convolutional U-Net that fills holes of any shape: mae_demo/models/unet.py. The mask is one more channel.
import { apply, convolution, convolve, doubling, enlarge, halve, halving, norm, pictureNorm } from "./layers.js";
import { channelsOf, hiddenPixels } from "./patches.js";
import { pullPush } from "./pull_push.js";

/** A function from a picture and a mask (N) to the network's output (C, H, W). */
export function unet(arena, weights, config) {
  const { dims, depths, filled = false, relaxations = 0, reduction = 2, noise = 0 } = config.architecture;
  const { channels } = config, levels = dims.length - 1, multiple = reduction * 2 ** levels, area = reduction ** 2;
  const several = (key, depth, dim) => {
    return Array.from({ length: depth }, (_, i) => block(arena, weights, `${key}.${i}`, dim));
  };

  const stem = convolution(arena, weights, "stem", area * (channels + 1), dims[0]);
  const down = [], up = [];
  for (let level = 0; level < levels; level++) {
    const back = levels - 1 - level;
    down.push({
      blocks: several(`down_blocks.${level}`, depths[level], dims[level]),
      step: halving(arena, weights, `down.${level}`, dims[level], dims[level + 1]),
    });
    up.push({
      step: doubling(arena, weights, `up.${level}`, dims[back + 1], dims[back]),
      blocks: several(`up_blocks.${level}`, depths[back], dims[back]),
    });
  }
  const bottom = several("bottom_blocks", depths[levels], dims[levels]), last = norm(arena, weights, "norm", dims[0]);
  const head = convolution(arena, weights, "head", dims[0], area * channels);

  return (picture, mask) => {
    // What the last level's places do not divide goes on below and to the right, hidden
    const { height, width } = picture, { start, hidden, ...whole } = padded(picture, mask, multiple);
    const begin = filled ? pullPush({ ...whole, values: start }, hidden, relaxations) : start;
    const seen = noise ? grained(begin, hidden, whole, noise) : begin;

    // Down, and keep what was known on the way
    let size = [whole.height / reduction, whole.width / reduction];
    let x = convolve(arena, unshuffled(arena, [seen, hidden], whole, reduction), stem, size);
    const bridges = [];
    for (const { blocks, step } of down) {
      bridges.push(through(arena, x, blocks, size));
      x = halve(arena, x, step, size);
      size = size.map((side) => side / 2);
    }

    // Think at the bottom, and up again
    through(arena, x, bottom, size);
    for (const { step, blocks } of up) {
      x = enlarge(arena, x, step, size);
      size = size.map((side) => side * 2);
      arena.kernels.add(x, bridges.pop(), size[0] * size[1] * (step.outputs / 4));
      through(arena, x, blocks, size);
    }

    // Predict the pixels of each place, or what is to be added to the filling
    const places = size[0] * size[1], y = pictureNorm(arena, x, last, places);
    arena.kernels.gelu(y, places * dims[0]);
    const said = arena.view(convolve(arena, y, head, size), places * area * channels);
    const output = new Float32Array(picture.values.length);
    eachPixel(height, width, reduction, size[1], (pixel, place, inside, row, column) => {
      for (let c = 0; c < channels; c++) {
        const filling = filled ? begin[(c * whole.height + row) * whole.width + column] : 0;
        output[c * height * width + pixel] = filling + said[(place * channels + c) * area + inside];
      }
    });
    return output;
  };
}

function block(arena, weights, key, dim) {
  return {
    norm: norm(arena, weights, `${key}.norm`, dim),
    conv1: convolution(arena, weights, `${key}.conv1`, dim, dim, true),
    conv2: convolution(arena, weights, `${key}.conv2`, dim, dim, true),
  };
}

/** Blocks on x (H, W, D), in place. */
function through(arena, x, blocks, size) {
  const places = size[0] * size[1];
  for (const { norm: before, conv1, conv2 } of blocks) {
    arena.within(() => {
      const y = convolve(arena, pictureNorm(arena, x, before, places), conv1, size);
      arena.kernels.gelu(y, places * conv1.outputs);
      arena.kernels.add(x, convolve(arena, y, conv2, size), places * conv2.outputs);
    });
  }
  return x;
}

/** A picture with hidden pixels at 0, on sides that `multiple` divides; what was added counts as hidden. */
function padded(picture, mask, multiple) {
  const { values, height, width } = picture, channels = channelsOf(picture), seen = hiddenPixels(picture, mask);
  const [tall, wide] = [height, width].map((side) => Math.ceil(side / multiple) * multiple);
  const start = new Float32Array(channels * tall * wide), hidden = new Uint8Array(tall * wide).fill(1);
  for (let y = 0; y < height; y++) hidden.set(seen.subarray(y * width, (y + 1) * width), y * wide);
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        if (!seen[y * width + x]) start[(c * tall + y) * wide + x] = values[(c * height + y) * width + x];
      }
  return { start, hidden, height: tall, width: wide };
}

/** Planes (C, H, W) with noise of this standard deviation in the hole: what grain_of in unet.py says of each pixel. */
function grained(values, hidden, { height, width }, noise) {
  const result = values.slice(), pixels = height * width, scale = noise * Math.sqrt(12);
  for (let i = 0; i < values.length; i++) {
    const pixel = i % pixels;
    if (!hidden[pixel]) continue;
    const channel = Math.floor(i / pixels), row = Math.floor(pixel / width);
    let h = (channel * 4096 + row) * 4096 + (pixel % width);
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    h ^= h >>> 15;
    result[i] += scale * ((h >>> 8) / 2 ** 24 - 0.5);
  }
  return result;
}

/** Planes (H, W) side by side as (H/R, W/R, (planes, R, R)), as torch's pixel_unshuffle orders channels. */
function unshuffled(arena, parts, { height, width }, reduction) {
  const planes = parts.flatMap((part) => {
    return Array.from({ length: part.length / (height * width) }, (_, i) => part.subarray(i * height * width));
  });
  const area = reduction ** 2, x = arena.room(planes.length * height * width);
  const to = arena.view(x, planes.length * height * width);
  eachPixel(height, width, reduction, width / reduction, (pixel, place, inside) => {
    for (let c = 0; c < planes.length; c++) to[(place * planes.length + c) * area + inside] = planes[c][pixel];
  });
  return x;
}

/** Call `see` for each pixel: its number, that of its place on a grid with `columns`, and that within the place. */
function eachPixel(height, width, reduction, columns, see) {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const place = Math.floor(y / reduction) * columns + Math.floor(x / reduction);
      see(y * width + x, place, (y % reduction) * reduction + (x % reduction), y, x);
    }
}
