// A course of training: a network, the pictures it learns from, those it is judged by, and what there is to see.
import { arena } from "../arena.js";
import { BASELINES } from "../baselines.js";
import { generator } from "../generator.js";
import { hiddenPixels } from "../patches.js";
import { autoencoder, endsInSigmoid, widthsOf } from "./autoencoder.js";
import { HELD, SHOWN, damagePicture, endlessOrder, normals, numbersOf } from "./batches.js";
import { comparison, projected } from "./components.js";
import { fillingCourse } from "./filling.js";
import { clear, lossSum, psnr } from "./losses.js";

const FIELD = 8; // a side of the map's mosaic

/**
 * @param {WebAssembly.Module} module of the kernels
 * @param {import("./pictures.js").Pictures & {square: number, blank: number, fills?: boolean}} data fills: whether
 *   holes are filled before a network sees them, and the network adds to that
 * @param {{code: number, depth: number, units: string, tied: boolean, loss: string, optimiser: string, batch: number,
 *   hidden: number, noise: number, seed: number}} settings hidden: a fraction; noise: a standard deviation
 */
export async function course(module, data, settings) {
  if (data.fills && settings.hidden > 0) return fillingCourse(module, data, settings);
  const inputs = data.height * data.width * data.channels, training = data.count - HELD;
  const space = await arena(module), random = generator(settings.seed);
  const network = autoencoder(space, { ...settings, widths: widthsOf(inputs, settings.code, settings.depth) },
    settings.batch, random.rand);
  const chance = { rand: random.rand, normal: normals(random) }, next = endlessOrder(training, random);
  const hides = settings.hidden > 0, isDamaged = hides || settings.noise > 0;
  const target = space.room(settings.batch * inputs), seen = isDamaged ? space.room(settings.batch * inputs) : target;
  const picture = (place) => data.values.subarray(place * inputs, (place + 1) * inputs);

  /**
   * The same pictures, damaged once and for all, for figures that can be compared from step to step. hidden: by
   * picture, which pixels, where any are. counted: the places of the numbers that figures count, hidden ones alone, or
   * null: all. truth: these numbers
   */
  function fixed(first) {
    const own = generator(settings.seed + 1), by = { rand: own.rand, normal: normals(own) };
    const clean = data.values.slice(first * inputs, (first + HELD) * inputs), damaged = clean.slice();
    const squares = Array.from({ length: HELD }, (_, i) =>
      damagePicture(damaged.subarray(i * inputs, (i + 1) * inputs), data, settings, by));
    const hidden = hides ? squares.map((each) => hiddenPixels(data, each)) : null;
    const counted = hidden && numbersOf(hidden, data);
    return { clean, damaged, hidden, counted, truth: picked(clean, counted), at: space.put(damaged) };
  }
  const learnt = fixed(0), held = fixed(training);
  const shown = chosen(data, training);

  function step(rate) {
    const to = space.view(target, settings.batch * inputs), from = space.view(seen, settings.batch * inputs);
    for (let i = 0; i < settings.batch; i++) {
      to.set(picture(next()), i * inputs);
      if (!isDamaged) continue;
      const input = from.subarray(i * inputs, (i + 1) * inputs);
      input.set(to.subarray(i * inputs, (i + 1) * inputs));
      damagePicture(input, data, settings, chance);
    }
    network.step(seen, target, rate);
  }

  /** The network's loss and its predictions of pictures that were put by `fixed`. */
  function judged(set) {
    const { clean, at } = set, made = new Float32Array(clean.length);
    for (let i = 0; i < HELD; i += network.rows) {
      const rows = Math.min(network.rows, HELD - i), output = network.predict(at + 4 * i * inputs, rows);
      made.set(space.view(output, rows * inputs), i * inputs);
    }
    return { made, loss: mean(settings.loss, made, set) };
  }

  /** The mean loss of predictions of what `fixed` made, over the numbers that count. */
  const mean = (loss, made, { truth, counted }) => lossSum(loss, picked(made, counted), truth) / truth.length;

  const piece = (all, place) => all.slice(place * inputs, (place + 1) * inputs);
  const pieces = (all) => Array.from({ length: all.length / inputs }, (_, place) => piece(all, place));
  const perPicture = (all) => shown.map((place) => piece(all, place));
  const decibel = (made) => psnr(mean("mse", made, held));

  /** What PCA of the same size makes of the same damaged pictures. It is not clamped, and nor is the network. */
  function ofComponents(principal) {
    const made = new Float32Array(held.clean.length);
    for (let i = 0; i < HELD; i++)
      made.set(projected(held.damaged.subarray(i * inputs, (i + 1) * inputs), principal), i * inputs);
    const loss = settings.loss === "bce" ? null : mean(settings.loss, made, held);
    return { psnr: decibel(made), loss, shown: perPicture(made) };
  }

  /** The baseline where pixels are hidden: the same damaged pictures, their holes filled without a network. */
  function ofFilling() {
    const made = held.damaged.slice(), { height, width } = data;
    held.hidden.forEach((hidden, i) => {
      const values = made.subarray(i * inputs, (i + 1) * inputs);
      values.set(BASELINES.harmonic(space, { values, height, width }, hidden));
    });
    const loss = mean(settings.loss, settings.loss === "bce" ? made.map(clear) : made, held);
    return { psnr: decibel(made), loss, shown: perPicture(made) };
  }

  /** What each number of the code adds to the picture, where that is the same everywhere. */
  function axes() {
    const size = network.code, units = new Float32Array((size + 1) * size);
    for (let i = 0; i < size; i++) units[i * size + i] = 1; // the last row is the code of zeros
    return space.within(() => {
      const made = space.view(network.decode(space.put(units), size + 1), (size + 1) * inputs).slice();
      const zero = made.subarray(size * inputs);
      const axis = (i) => made.subarray(i * inputs, (i + 1) * inputs).map((value, j) => value - zero[j]);
      return Array.from({ length: size }, (_, i) => axis(i));
    });
  }

  /** The latent vectors of the held-out pictures, and what the decoder says in between; of codes of two numbers. */
  function map() {
    const codes = new Float32Array(2 * HELD);
    for (let i = 0; i < HELD; i += network.rows) {
      const rows = Math.min(network.rows, HELD - i), z = network.encode(held.at + 4 * i * inputs, rows);
      codes.set(space.view(z, 2 * rows), 2 * i);
    }
    const box = boxOf(codes), places = new Float32Array(2 * FIELD * FIELD);
    for (let i = 0; i < FIELD * FIELD; i++) {
      const [column, row] = [i % FIELD, Math.floor(i / FIELD)];
      places[2 * i] = box[0] + ((column + 0.5) / FIELD) * (box[1] - box[0]);
      places[2 * i + 1] = box[3] - ((row + 0.5) / FIELD) * (box[3] - box[2]);
    }
    const decoded = space.within(() => {
      const count = FIELD * FIELD;
      return space.view(network.decode(space.put(places), count), count * inputs).slice();
    });
    return { codes, box, field: pieces(decoded) };
  }

  return {
    step,
    get steps() { return network.steps; },
    /** Pictures to compute components of: those that the network learns from. */
    training: () => data.values.subarray(0, training * inputs),
    inputs, ofComponents,
    /** The shape that a unit of the first layer sees. */
    window: { height: data.height, width: data.width, channels: data.channels },
    filling: hides ? ofFilling() : null,
    adds: false,
    originals: perPicture(held.clean),
    damaged: isDamaged ? perPicture(held.damaged) : null,
    labels: data.labels?.slice(training) ?? null,
    /** Everything that changes while the network learns. principal: once it is known. */
    report(principal) {
      const [own, other] = [judged(learnt), judged(held)];
      const isFinite = Number.isFinite(own.loss) && Number.isFinite(other.loss);
      const isLinear = settings.units === "linear" && !endsInSigmoid(settings);
      return {
        steps: network.steps, pictures: network.steps * settings.batch,
        training: own.loss, held: other.loss, psnr: decibel(other.made), outputs: perPicture(other.made),
        isFinite, filters: network.filters(data),
        map: settings.code === 2 ? map() : null,
        comparison: principal && isLinear && isFinite ? comparison(axes(), principal.components) : null,
      };
    },
  };
}

/** The numbers at some places, or all. */
function picked(all, places) {
  if (!places) return all;
  const numbers = new Float32Array(places.length);
  for (let i = 0; i < places.length; i++) numbers[i] = all[places[i]];
  return numbers;
}

/** Places of held-out pictures to show, counted from the first one: of different classes, where there are any. */
function chosen({ labels }, first) {
  const every = Array.from({ length: HELD }, (_, i) => i);
  if (!labels) return every.slice(0, SHOWN);
  const firsts = every.filter((i) => every.findIndex((j) => labels[first + j] === labels[first + i]) === i);
  return firsts.sort((i, j) => labels[first + i] - labels[first + j]).slice(0, SHOWN);
}

/** [left, right, low, high] of points, with some room around them. */
function boxOf(codes) {
  const box = [0, 1].flatMap((axis) => {
    const all = codes.filter((_, i) => i % 2 === axis).sort();
    const [low, high] = [all[Math.floor(0.01 * all.length)], all[Math.ceil(0.99 * all.length) - 1]];
    const room = 0.08 * (high - low) || 0.5;
    return [low - room, high + room];
  });
  return box;
}

