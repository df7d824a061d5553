// A fully connected autoencoder that learns, on the kernels of the engine. Activations are byte offsets of float32
// (rows, width). A weight is (inputs, outputs); a tied decoder has none, it takes its encoder's the other way round.

const MOST_ROWS = 128; // pictures that are looked at at once, where no batch is larger
const HIDDEN_WIDTHS = [64, 128]; // of the layers before the code, the nearest first
const WINDOW_WIDTHS = [128, 128]; // the same, of networks that fill holes
const FILTERS = 24;
const LOSSES = ["mse", "l1", "bce"]; // in the order that the kernel knows

/** @param inputs numbers of a picture @param depth layers before the code @returns widths from picture to picture */
export function widthsOf(inputs, code, depth) {
  const encoder = [inputs, ...HIDDEN_WIDTHS.slice(0, depth).reverse(), code];
  return [...encoder, ...encoder.slice(0, -1).reverse()];
}

/** The same for a window and the hole in it, of fewer numbers. */
export function windowWidths(inputs, code, depth, outputs) {
  const hidden = WINDOW_WIDTHS.slice(0, depth);
  return [inputs, ...[...hidden].reverse(), code, ...hidden, outputs];
}

/** Whether the output goes through a sigmoid: not where all is linear or added, unless the loss takes probabilities. */
export const endsInSigmoid = ({ units, loss, adds }) => (units === "relu" && !adds) || loss === "bce";

/**
 * @param arena of arena.js, for this network alone
 * @param {{widths: number[], units: string, tied: boolean, loss: string, optimiser: string, adds?: boolean}} settings
 *   units: relu or linear. loss: one of LOSSES. optimiser: adam or sgd. adds: whether the last layer adds to a start,
 *   and begins by adding nothing
 * @param {number} batch pictures a step, at most
 * @param {() => number} rand uniform from 0 to 1: weights and biases begin as torch.nn.Linear's
 */
export function autoencoder(arena, settings, batch, rand) {
  const { kernels, view } = arena, { widths, tied } = settings, count = widths.length - 1, middle = count / 2;
  const rectified = (layer) => settings.units === "relu" && layer !== middle - 1 && layer !== count - 1;
  const sigmoid = endsInSigmoid(settings), rows = Math.max(batch, MOST_ROWS);

  const at = (start, number) => start + 4 * number;

  // Weights and biases in one row, each on 16 bytes, so that one call makes a step; beside them gradients and means
  let size = 0;
  const place = (numbers) => [size, (size = 4 * Math.ceil((size + numbers) / 4))][0];
  const layers = widths.slice(1).map((outputs, i) => {
    const inputs = widths[i], from = tied && i >= middle ? count - 1 - i : null; // whose weight it takes
    return { inputs, outputs, from, weight: from === null ? place(inputs * outputs) : null, bias: place(outputs) };
  });
  for (const layer of layers) if (layer.from !== null) layer.weight = layers[layer.from].weight;
  const [values, gradients, means, squares] = [0, 1, 2, 3].map(() => arena.room(size));
  for (const at of [gradients, means, squares]) view(at, size).fill(0);
  for (const { inputs, outputs, from, weight, bias } of layers) {
    const reach = 1 / Math.sqrt(inputs), draw = () => (2 * rand() - 1) * reach;
    if (from === null) view(values + 4 * weight, inputs * outputs).forEach((_, i, all) => (all[i] = draw()));
    view(values + 4 * bias, outputs).forEach((_, i, all) => (all[i] = draw()));
  }
  const activations = widths.slice(1).map((width) => arena.room(rows * width));
  if (settings.adds) view(at(values, layers.at(-1).weight), layers.at(-1).inputs * layers.at(-1).outputs).fill(0);
  if (settings.adds) view(at(values, layers.at(-1).bias), layers.at(-1).outputs).fill(0);
  const slopes = widths.map((width) => arena.room(batch * width));
  const scratch = tied ? arena.room(Math.max(...layers.map(({ inputs, outputs }) => inputs * outputs))) : null;
  let steps = 0;

  /** x (pictures, inputs) to the output of every layer up to, and without, `end`. start: what the last one adds to. */
  function forward(x, pictures, start = 0, end = count, begin = 0) {
    for (let i = begin; i < end; i++) {
      const { inputs, outputs, from, weight, bias } = layers[i], w = at(values, weight), b = at(values, bias);
      const y = activations[i];
      if (from === null) kernels.gemm(x, inputs, 1, w, outputs, b, y, outputs, pictures, inputs, outputs, 1);
      else kernels.gemmRows(x, w, b, y, pictures, inputs, outputs);
      if (rectified(i)) kernels.relu(y, pictures * outputs);
      if (i === count - 1 && start) kernels.add(y, start, pictures * outputs);
      if (i === count - 1 && sigmoid) kernels.sigmoid(y, pictures * outputs);
      x = y;
    }
    return x;
  }

  /** The gradient of the loss of predicting `target` from x, whose outputs `forward` has left. */
  function backward(x, target, rows) {
    const { kernels: k } = arena, last = activations[count - 1];
    k.lossBack(last, target, slopes[count], rows * widths[count], LOSSES.indexOf(settings.loss), Number(sigmoid));
    for (let i = count - 1; i >= 0; i--) {
      const { inputs, outputs, from, weight, bias } = layers[i], slope = slopes[i + 1], w = at(values, weight);
      const seen = i ? activations[i - 1] : x, g = at(gradients, weight), isShared = tied && i < middle;
      k.sumRows(slope, at(gradients, bias), rows, outputs);
      if (from !== null) k.gemm(slope, 1, outputs, seen, inputs, 0, g, inputs, outputs, rows, inputs, 1);
      else {
        const to = isShared ? scratch : g;
        k.gemm(seen, 1, inputs, slope, outputs, 0, to, outputs, inputs, rows, outputs, 1);
        if (isShared) k.add(g, scratch, inputs * outputs);
      }
      if (!i) break;
      if (from !== null) k.gemm(slope, outputs, 1, w, inputs, 0, slopes[i], inputs, rows, outputs, inputs, 1);
      else k.gemmRows(slope, w, 0, slopes[i], rows, outputs, inputs);
      if (rectified(i - 1)) k.reluBack(slopes[i], seen, rows * inputs);
    }
  }

  /** A step by so many rows: x (rows, inputs), and start, where it adds, and target (rows, outputs). */
  function step(x, target, rate, pictures = batch, start = 0) {
    forward(x, pictures, start);
    backward(x, target, pictures);
    steps += 1;
    if (settings.optimiser === "sgd") return kernels.descend(values, gradients, size, rate);
    const corrected = (rate * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
    kernels.adam(values, gradients, means, squares, size, corrected);
  }

  const code = widths[middle];
  return {
    layers, rows, code, size, step,
    /** What comes out for x (pictures, inputs), of at most `rows`: (pictures, outputs). */
    predict: (x, pictures, start = 0) => forward(x, pictures, start),
    /** The latent vectors of x: (pictures, code). */
    encode: (x, pictures) => forward(x, pictures, 0, middle),
    /** What comes out for latent vectors (pictures, code). */
    decode: (z, pictures) => forward(z, pictures, 0, count, middle),
    /** Gradients of a batch by layer, as {weight?, bias}, for tests. */
    gradientsOf(x, target, start = 0) {
      forward(x, batch, start);
      backward(x, target, batch);
      return layers.map((layer) => parametersOf(layer, gradients));
    },
    /** The numbers of a layer, as {weight (inputs, outputs), bias}; a tied decoder's weight is its encoder's. */
    parameters: (i) => parametersOf(layers[i], values),
    /** Weights of the first units as pictures of a shape; what the network sees besides a picture is left out. */
    filters({ height, width, channels }) {
      const { weight, outputs } = parametersOf(layers[0], values), length = height * width * channels;
      const filter = (_, unit) => Float32Array.from({ length }, (_, i) => weight[i * outputs + unit]);
      return Array.from({ length: Math.min(outputs, FILTERS) }, filter);
    },
    get steps() { return steps; },
  };

  function parametersOf({ inputs, outputs, from, weight, bias }, start) {
    const stored = view(at(start, weight), inputs * outputs);
    return { weight: stored, isTurned: from !== null, bias: view(at(start, bias), outputs), inputs, outputs };
  }
}
