// A course of filling holes: a smooth filling, and a network that sees it around each hole and learns what to add.
import { arena } from "../arena.js";
import { generator } from "../generator.js";
import { autoencoder, windowWidths } from "./autoencoder.js";
import { HELD, SHOWN, damagePicture, endlessOrder, normals } from "./batches.js";
import { holes } from "./holes.js";
import { clear, lossSum, psnr } from "./losses.js";

/** As `course`, of which this is a part. Only hidden pixels count, in the loss and in every figure. */
export async function fillingCourse(module, data, settings) {
  const numbers = data.height * data.width * data.channels, training = data.count - HELD;
  const space = await arena(module), random = generator(settings.seed);
  const { fill, windowOf, own, inputs, outputs, window } = holes(data);
  const most = settings.batch * own.length; // holes of a step
  const widths = windowWidths(inputs, settings.code, settings.depth, outputs);
  const network = autoencoder(space, { ...settings, widths, tied: false, adds: true }, most, random.rand);
  const chance = { rand: random.rand, normal: normals(random) }, next = endlessOrder(training, random);
  const [seen, start, target] = [inputs, outputs, outputs].map((width) => space.room(most * width));
  const isProbability = settings.loss === "bce";
  const begun = isProbability ? (value) => Math.log(clear(value) / (1 - clear(value))) : (value) => value;

  /** Damage and fill a picture, and hand on its holes one by one. */
  function eachHole(clean, by, take) {
    const filled = clean.slice(), hidden = damagePicture(filled, data, settings, by);
    fill(filled, hidden);
    hidden.forEach((isHidden, square) => isHidden && take(square, filled, hidden));
    return filled;
  }

  function step(rate) {
    const [from, before, to] = [[seen, inputs], [start, outputs], [target, outputs]]
      .map(([at, width]) => space.view(at, most * width));
    let rows = 0;
    for (let i = 0; i < settings.batch; i++) {
      const place = next(), clean = data.values.subarray(place * numbers, (place + 1) * numbers);
      eachHole(clean, chance, (square, filled, hidden) => {
        windowOf(from.subarray(rows * inputs, (rows + 1) * inputs), filled, hidden, square);
        own[square].forEach((at, j) => {
          before[rows * outputs + j] = begun(filled[at]);
          to[rows * outputs + j] = clean[at];
        });
        rows += 1;
      });
    }
    if (rows) network.step(seen, target, rate, rows, start);
  }

  /** The same pictures with the same holes, for figures that can be compared from step to step. */
  function fixed(first, count) {
    const random = generator(settings.seed + 1), by = { rand: random.rand, normal: normals(random) };
    const [places, windows, starts, truth, smooth] = [[], [], [], [], []];
    const damaged = data.values.slice(first * numbers, (first + count) * numbers), filled = damaged.slice();
    for (let i = 0; i < count; i++) {
      const clean = data.values.subarray((first + i) * numbers, (first + i + 1) * numbers);
      const whole = eachHole(clean, by, (square, values, hidden) => {
        const row = new Float32Array(inputs);
        windowOf(row, values, hidden, square);
        windows.push(row);
        for (const at of own[square]) {
          places.push(i * numbers + at);
          [truth, smooth, starts].forEach((all, j) => all.push([clean[at], values[at], begun(values[at])][j]));
        }
      });
      filled.set(whole, i * numbers);
    }
    damaged.set(filled);
    for (const place of places) damaged[place] = data.blank;
    const together = new Float32Array(windows.length * inputs);
    windows.forEach((row, i) => together.set(row, i * inputs));
    const [x, at] = [together, starts].map(space.put);
    return { count: windows.length, places, truth, smooth, filled, damaged, x, at };
  }
  const learnt = fixed(0, HELD / 4), held = fixed(training, HELD);

  /** The network's numbers in the holes that `fixed` made, and their loss. */
  function judged({ count, truth, x, at }) {
    const made = new Float32Array(count * outputs);
    for (let i = 0; i < count; i += network.rows) {
      const rows = Math.min(network.rows, count - i);
      const output = network.predict(x + 4 * i * inputs, rows, at + 4 * i * outputs);
      made.set(space.view(output, rows * outputs), i * outputs);
    }
    return { made, loss: lossSum(settings.loss, made, truth) / made.length };
  }

  const pictures = (all) => Array.from({ length: SHOWN }, (_, i) => all.slice(i * numbers, (i + 1) * numbers));
  const decibel = (made) => psnr(lossSum("mse", made, held.truth) / made.length);
  const smooth = isProbability ? held.smooth.map(clear) : held.smooth;

  return {
    step, window,
    /** Whether the network adds to the filling. */
    adds: true,
    get steps() { return network.steps; },
    originals: pictures(data.values.subarray(training * numbers)),
    damaged: pictures(held.damaged),
    labels: null,
    /** The baseline: the filling without a network. */
    filling: {
      psnr: decibel(held.smooth), loss: lossSum(settings.loss, smooth, held.truth) / smooth.length,
      shown: pictures(held.filled),
    },
    report() {
      const [own, other] = [judged(learnt), judged(held)], outputs = held.filled.slice(0, SHOWN * numbers);
      held.places.forEach((place, i) => { if (place < outputs.length) outputs[place] = other.made[i]; });
      return {
        steps: network.steps, pictures: network.steps * settings.batch,
        training: own.loss, held: other.loss, psnr: decibel(other.made), outputs: pictures(outputs),
        isFinite: Number.isFinite(own.loss) && Number.isFinite(other.loss),
        filters: network.filters(window), map: null, comparison: null,
      };
    },
  };
}
