// Reads weights as they are shipped: a safetensors file of 16-bit or 32-bit numbers.
import { refusal } from "./refusal.js";

export const LIMIT = 20e6; // parameters; larger networks are the server's

/**
 * @param {Uint8Array} bytes a whole file: the header's length (8 bytes), the header (JSON), the numbers
 * @param {string} name of the checkpoint, for what is refused
 * @returns {Map<string, {shape: number[], values: Float32Array}>} refused as damaged where the file is not whole or a
 *   number is not finite, as large above LIMIT
 */
export function readSafetensors(bytes, name) {
  const header = readHeader(bytes, name);
  const sizes = Object.values(header.tensors).map(({ shape }) => shape.reduce((count, side) => count * side, 1));
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (!(count <= LIMIT)) throw refusal("large", { count, limit: LIMIT });
  const tensors = new Map();
  Object.entries(header.tensors).forEach(([key, { dtype, shape, data_offsets: [from, to] }], i) => {
    const width = { F16: 2, F32: 4 }[dtype], begin = header.end + from;
    if (!width || to - from !== sizes[i] * width || from < 0 || header.end + to > bytes.length) {
      throw refusal("damaged", { name });
    }
    const part = new Uint8Array(bytes.subarray(begin, begin + to - from)).buffer; // a copy lies on a multiple of 4
    const values = dtype === "F16" ? widened(new Uint16Array(part)) : new Float32Array(part);
    if (!values.every(Number.isFinite)) throw refusal("damaged", { name });
    tensors.set(key, { shape, values });
  });
  return tensors;
}

function readHeader(bytes, name) {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true));
    const { __metadata__, ...tensors } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const whole = Object.values(tensors).every((each) => Array.isArray(each.shape) && each.data_offsets.length === 2);
    if (8 + length <= bytes.length && whole) return { tensors, end: 8 + length };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw refusal("damaged", { name });
}

/** Numbers of 16 bits (IEEE 754 binary16) as float32, exactly. */
export function widened(halves) {
  const values = new Float32Array(halves.length), bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const sign = (halves[i] & 0x8000) << 16, exponent = (halves[i] >> 10) & 31, fraction = halves[i] & 1023;
    if (exponent === 0) values[i] = (sign ? -1 : 1) * fraction * 2 ** -24; // 0 and what is below 2^-14
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  }
  return values;
}
