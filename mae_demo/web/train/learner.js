// The page's end of the worker that trains: started when it is needed, asked one thing after the other.

const at = (path) => new URL(`../${path}`, import.meta.url).href;
// What is hidden at once, in pixels, how it looks, and whether it is filled before a network sees it
const SHAPES = { photo: { square: 2, blank: 0.5, fills: true } };
const SHAPE = { square: 1, blank: 0 };

/**
 * @param {{client?: object, worker?: object, kernels?: string | BufferSource,
 *   pictures?: Object<string, string | ArrayBuffer>}} files what stands elsewhere on a page without a server: client is
 *   engine/client.js, worker as its `startWorker` takes it, the others are addresses, or bytes
 */
export function learner({ client, worker, kernels, pictures } = {}) {
  const known = new Set();
  let started = null;

  async function start() {
    if (!globalThis.Worker) throw Object.assign(new Error("no workers"), { code: "unsupported" });
    const { asking, startWorker } = client ?? (await import("../engine/client.js"));
    const say = asking(startWorker(worker ?? { address: at("engine/linked.js") }));
    const ask = (question, transfer) => say({ of: "training", ...question }, undefined, transfer);
    await ask({ ask: "start", kernels: kernels ?? at("engine/kernels/kernels.wasm") });
    return ask;
  }
  const asked = async (question) => (await (started ??= start()))(question);

  return {
    /** Let the worker have a data set: by its name, or pictures of a visitor's own. */
    async use(name, own = null) {
      if (known.has(name) && !own) return;
      const file = pictures?.[name] ?? at(`train/pictures/${name}.gz`), shape = SHAPES[name] ?? SHAPE;
      await asked({ ask: "data", name, ...(own ? { pictures: own } : { file }), ...shape });
      known.add(name);
    },
    ask: asked,
  };
}
