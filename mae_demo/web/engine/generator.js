// torch's CPU generator: the plain 32-bit MT19937 of Matsumoto and Nishimura (1998), and what torch draws by it.

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
  return { rand, rands, randint, randperm };
}
