// Memory of one network: its weights first, behind them what a picture needs, which is given back after each answer.
import { refusal } from "./refusal.js";

/** The smallest module that uses SIMD: a function that returns `i32x4.splat(0)`. */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11];

/** Whether the engine can run here. */
export const supported = () => typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(SIMD));

/** @param {BufferSource} bytes kernels.wasm @returns {Promise<WebAssembly.Module>} compiled once for all arenas */
export async function compile(bytes) {
  if (!supported()) throw refusal("unsupported");
  return WebAssembly.compile(bytes);
}

/**
 * Memory and kernels of their own, given back as a whole when nobody holds them any more.
 *
 * `room` and `put` answer with a byte offset, which stays; a view does not outlive the next `room`, which may move
 * the memory. Every array begins on 16 bytes and has 16 bytes or more behind its end.
 */
export async function arena(module) {
  const memory = asked(1, () => new WebAssembly.Memory({ initial: 1 }));
  const { exports: kernels } = await WebAssembly.instantiate(module, { env: { memory } });
  let top = 64;

  /** Room for `count` numbers of 4 bytes. */
  function room(count) {
    const at = top, missing = at + 4 * count + 48 - memory.buffer.byteLength;
    if (missing > 0) {
      const pages = Math.ceil(missing / 65536) + 15;
      asked(memory.buffer.byteLength / 65536 + pages, () => memory.grow(pages));
    }
    top = 16 * Math.ceil((at + 4 * count + 16) / 16);
    return at;
  }
  const view = (at, count) => new Float32Array(memory.buffer, at, count);
  const doubles = (at, count) => new Float64Array(memory.buffer, at, count);
  const whole = (at, count) => new Int32Array(memory.buffer, at, count);

  /** Write numbers behind all others. */
  function put(values) {
    const at = room(values.length);
    view(at, values.length).set(values);
    return at;
  }

  /** Do something and give back all room that it took. */
  function within(work) {
    const before = top;
    try {
      return work();
    } finally {
      top = before;
    }
  }
  return { kernels, room, view, doubles, whole, put, within, size: () => memory.buffer.byteLength };
}

function asked(pages, take) {
  try {
    return take();
  } catch (error) {
    if (error instanceof RangeError) throw refusal("memory", { megabytes: Math.ceil(pages / 16) });
    throw error;
  }
}
