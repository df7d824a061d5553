// torch's CPU generator: the plain 32-bit MT19937 of Matsumoto and Nishimura (1998), and what torch draws by it.

const CIRCLE = Math.fround(2 * Math.PI);

/** @param {number} seed @returns torch.Generator().manual_seed(seed) */
export function generator(seed) {
  const state = new Uint32Array(624);
  state[0] = seed >>> 0;
  for (let i = 1; i < 624; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let next = 624;

  function word() {
    if (next === 624) {
      for (let k = 0; k < 624; k++) {
        const y = (state[k] & 0x80000000) | (state[(k + 1) % 624] & 0x7fffffff);
        state[k] = state[(k + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      next = 0;
    }
    let y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** torch.rand(()): 24 bits of a word. */
  const rand = () => (word() & 0xffffff) / 0x1000000;
  /** torch.rand(count). */
  const rands = (count) => Float32Array.from({ length: count }, rand);
  /** torch.randint(high, ()). */
  const randint = (high) => word() % high;
  /** torch.randperm(count). */
  function randperm(count) {
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i++) {
      const j = i + (word() % (count - i));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
  /** torch.rand((), dtype=torch.float64): 53 bits of two words. */
  const double = () => ((word() & 0x1fffff) * 2 ** 32 + word()) / 2 ** 53;
  /** torch.randn(count), by Box and Muller (1958); each processor rounds logarithm and cosine in its own way. */
  const randn = (count) => (count < 16 ? fewNormal(count, double) : manyNormal(count, rands));
  return { rand, rands, randint, randperm, randn };
}

/** One after the other, in pairs of which torch calculates both in float64 and keeps the second for later. */
function fewNormal(count, double) {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const turn = 2 * Math.PI * double(), radius = Math.sqrt(-2 * Math.log1p(-double()));
    numbers[i] = radius * Math.cos(turn);
    if (i + 1 < count) numbers[i + 1] = radius * Math.sin(turn);
  }
  return numbers;
}

/** In rows of sixteen: of the first eight uniform numbers come the radii, of the others the angles. */
function manyNormal(count, rands) {
  const numbers = rands(count);
  for (let at = 0; at + 16 <= count; at += 16) sixteen(numbers, at);
  if (count % 16) { // the last sixteen once more, from new numbers
    numbers.set(rands(16), count - 16);
    sixteen(numbers, count - 16);
  }
  return numbers;
}

// Each step is rounded to float32, the circle as well, as torch does it on processors with AVX2
function sixteen(numbers, at) {
  const { fround } = Math;
  for (let i = at; i < at + 8; i++) {
    const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(1 - numbers[i])))));
    const turn = fround(CIRCLE * numbers[i + 8]);
    numbers[i] = radius * fround(Math.cos(turn));
    numbers[i + 8] = radius * fround(Math.sin(turn));
  }
}
