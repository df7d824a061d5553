// The page's end of the engine: starts the worker and asks it.
import { supported } from "./arena.js";
import { refusal } from "./refusal.js";

/**
 * @param {{address?: string, source?: string}} script worker.js by its address, or all modules as the source of
 *   one script that imports and exports nothing: a page from file:// has no other way
 * @returns {Worker}
 */
export function startWorker({ address, source }) {
  if (!supported()) throw refusal("unsupported");
  if (address) return new Worker(address, { type: "module" });
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(blob); // Chromium starts no module from a blob of file://
  worker.addEventListener("message", () => URL.revokeObjectURL(blob), { once: true });
  return worker;
}

/**
 * Ask by a worker, or by a port that behaves like one.
 * @returns {(question: object, each?: (answer: object) => void, transfer?: Transferable[]) => Promise<object>}
 *   question: as in protocol.js, without its `id`. each: called with every answer, in order. The promise is that of the
 *   last answer, and fails with an Error that has `code` and `values` where the question is refused
 */
export function asking(worker) {
  const open = new Map();
  let count = 0, failed = null;

  worker.onmessage = ({ data }) => {
    if (!open.has(data.id)) return; // given up meanwhile
    const { each, resolve, reject } = open.get(data.id);
    if (data.last) open.delete(data.id);
    if (data.last && data.refused) return reject(refusal(data.refused.code, data.refused.values));
    each(data);
    if (data.last) resolve(data);
  };
  worker.onerror = ({ message = "" }) => { // its script was not found, or does not run in this browser
    failed = refusal("broken", { message });
    for (const { reject } of open.values()) reject(failed);
    open.clear();
  };
  return (question, each = () => {}, transfer = []) => {
    return new Promise((resolve, reject) => {
      if (failed) return reject(failed);
      const id = ++count;
      open.set(id, { each, resolve, reject });
      worker.postMessage({ ...question, id }, transfer);
    });
  };
}
