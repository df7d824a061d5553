// A mask as hexadecimal digits, one bit a patch, row by row, the first patch the highest bit: see mae_demo/masking.py.

/** @param {boolean[]} hidden one a patch @returns {string} a digit for each four; what is missing counts as visible */
export function toHex(hidden) {
  let digits = "";
  for (let i = 0; i < hidden.length; i += 4) {
    const nibble = [0, 1, 2, 3].reduce((sum, k) => sum + (hidden[i + k] ? 8 >> k : 0), 0);
    digits += nibble.toString(16);
  }
  return digits;
}

/** @param {string} digits @param {number} count of patches @returns {boolean[]} */
export function fromHex(digits, count) {
  return Array.from({ length: count }, (_, i) => Boolean(parseInt(digits[i >> 2], 16) & (8 >> (i & 3))));
}
