// Fetches weights with progress, keeps them where the browser has a cache, and holds them to their hash.
import { refusal } from "./refusal.js";
import { LIMIT } from "./safetensors.js";

const CACHE = "weights";
const LARGEST = 4 * LIMIT + 2 ** 20; // bytes of the largest file that could be read: numbers and a header

/**
 * @param {string | ArrayBuffer} weights a file or its address @param {string} name of the checkpoint
 * @param {string} sha256 that the file must have; checked where the browser can
 * @param {(loaded: number, total: ?number) => void} progress in bytes
 * @returns {Promise<Uint8Array>} refused as offline, missing, large or damaged
 */
export async function obtain(weights, name, sha256, progress) {
  if (typeof weights !== "string") return checked(new Uint8Array(weights), name, sha256);
  const cache = await opened();
  const kept = await cache?.match(weights).catch(() => null);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (await right(bytes, sha256)) return bytes;
    await cache.delete(weights); // a damaged copy is fetched anew
  }
  const bytes = await checked(await fetched(weights, progress), name, sha256);
  await cache?.put(weights, new Response(bytes)).catch(() => {}); // a full cache keeps nothing; the network works
  return bytes;
}

/** The browser's cache, or null: plain http has none. */
async function opened() {
  try {
    return (await globalThis.caches?.open(CACHE)) ?? null;
  } catch {
    return null; // a private window, or a page from file://
  }
}

/** The bytes at an address. */
export async function fetched(address, progress = () => {}) {
  const lost = () => {
    throw refusal("offline", { address });
  };
  const answer = await fetch(address).catch(lost);
  if (!answer.ok) throw refusal("missing", { address, status: answer.status });
  const length = Number(answer.headers.get("Content-Length"));
  const packed = answer.headers.get("Content-Encoding"); // then the length is that of the packed file
  const total = length && !packed ? length : null, parts = [], reader = answer.body.getReader();
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(lost);
    if (done) break;
    parts.push(value);
    loaded += value.length;
    if (Math.max(loaded, total) > LARGEST) {
      await reader.cancel();
      throw refusal("large", { count: Math.floor(Math.max(loaded, total) / 2), limit: LIMIT });
    }
    progress(loaded, total);
  }
  const bytes = new Uint8Array(loaded);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}

async function checked(bytes, name, sha256) {
  if (await right(bytes, sha256)) return bytes;
  throw refusal("damaged", { name });
}

/** Whether a file has its hash. Plain http has no `crypto.subtle`; what is damaged is then found on reading. */
async function right(bytes, sha256) {
  if (!sha256 || !globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
