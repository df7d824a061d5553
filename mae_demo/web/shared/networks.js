// The engine of a page: one worker for all widgets, the networks that it holds, and the picture that it knows. Nothing
// is fetched before a widget needs it. What cannot be had here is the server's, where there is one; a page without one
// asks again when it is asked again.

const KEPT = 3; // networks in memory besides those in use
const PATIENCE = 5000; // milliseconds until what the connection lost is tried again
const FOR_ALL = ["unsupported", "broken", undefined]; // codes of engine/refusal.js: nothing runs here
const FOR_GOOD = ["missing", "damaged", "misfit", "family", "large", "memory"]; // this checkpoint does not
const at = (path) => new URL(`../${path}`, import.meta.url).href;

/**
 * @param {{shelf: {name: string, config: object, sha256: string}[], linear: Object<string, string>}} given
 *   shelf: the checkpoints that are small enough. linear: the linear predictor beside a checkpoint
 * @param {{start: () => Promise<Function>, weightsOf: (entry: object) => string | ArrayBuffer, progress?: Function,
 *   refuse?: Function}} how
 *   start: begins the engine and answers with `asking` of engine/client.js. weightsOf: as in its protocol. progress:
 *   called with a name and the bytes of its weights that are there, and of all. refuse: given where there is no server,
 *   called with the error of what a widget could not have
 */
export function networksOf({ shelf, linear }, { start, weightsOf, progress = () => {}, refuse = null }) {
  const entries = new Map(shelf.map((entry) => [entry.name, entry])), refusals = new Map(), lost = new Map();
  const coming = new Map(), loaded = new Set(), wanted = new Map();
  let started = null, broken = null, told = null, telling = { picture: null };

  async function ask(...question) {
    started ??= start().catch((error) => {
      started = null;
      throw error;
    });
    return (await started)(...question);
  }

  /** From now on the server answers: for this checkpoint, or for all where the engine itself does not run. */
  function leaveToServer(name, { code }) {
    refusals.set(name, code);
    if (FOR_ALL.includes(code)) broken = code ?? "broken";
    if (code === "offline") lost.set(name, performance.now());
    if (FOR_GOOD.includes(code)) entries.delete(name);
  }

  function fail(name, error) {
    if (!refuse) leaveToServer(name, error);
    else if (FOR_ALL.includes(error.code)) started = null;
  }

  async function load(name) {
    if (!entries.has(name)) throw Object.assign(new Error(`No checkpoint '${name}' here.`), { code: "unloaded" });
    const { config, sha256 } = entries.get(name), weights = weightsOf(entries.get(name));
    await ask({ ask: "load", name, config, sha256, weights }, (said) => {
      if (said.loaded) progress(name, said.loaded, said.total);
    });
    loaded.add(name);
    for (const reasons of [refusals, lost]) reasons.delete(name);
  }

  function bringOne(name) {
    if (!coming.has(name)) {
      const brought = load(name).catch((error) => {
        coming.delete(name);
        fail(name, error);
        throw error;
      });
      coming.set(name, brought);
    }
    return coming.get(name);
  }

  function forgetOldest() {
    const inUse = [...wanted.values()].flat();
    for (const name of [...loaded].filter((each) => !inUse.includes(each)).slice(0, -KEPT)) {
      loaded.delete(name);
      coming.delete(name);
      ask({ ask: "forget", name });
    }
  }

  return {
    ask,
    /** What a network was asked for has failed. */
    giveUp: (name, error) => (refuse ? refuse(error) : leaveToServer(name, error)),
    /** Whether a network is there. */
    has: (name) => loaded.has(name) && !broken,
    /** The names of all that are there. */
    held: () => (broken ? [] : [...loaded]),
    /** Whether a network can be had here. */
    knows: (name) => !broken && entries.has(name) && !(performance.now() - lost.get(name) < PATIENCE),
    /** Whether the engine runs, and fills holes without a network. */
    get isRunning() { return loaded.size > 0 && !broken; },
    /** The `model` of a checkpoint's config.json; undefined of one that cannot be had here. */
    configOf: (name) => entries.get(name)?.config,
    /** The best linear predictor beside a checkpoint, null where there is none or where it cannot be had. */
    linearFor(name) {
      const reference = linear[name];
      return reference && reference !== name && entries.has(reference) ? reference : null;
    },
    /** Why a network cannot be had: a code of engine/refusal.js, or null. */
    refusalOf: (name) => broken ?? refusals.get(name) ?? null,
    /**
     * Bring networks, one after the other, each once; fails as the first that fails does.
     * @param {string[]} names all that one widget needs now @param {string} widget whose they are
     */
    async bring(names, widget = "") {
      wanted.set(widget, names);
      for (const name of names) await bringOne(name);
      forgetOldest();
    },
    /** Tell the engine a picture; resolved when it knows it. @param picture drawable, in the networks' size */
    show(picture) {
      if (telling.picture !== picture) {
        const { width, height } = picture, rgba = pixelsOf(picture);
        const done = ask({ ask: "picture", width, height, rgba }).then(() => {
          if (telling.picture === picture) told = picture;
        }, (error) => {
          telling = { picture: null };
          throw error;
        });
        telling = { picture, done };
      }
      return telling.done;
    },
    /** Whether the engine knows this picture. */
    isShown: (picture) => told === picture && picture !== null,
  };
}

const ofPage = new Map(); // by what the server has told: all widgets of a page share one

/**
 * The engine that the widgets of a page with a server share.
 * @param {{engine: string, colours: object}} props engine: JSON of what `networksOf` is given, "" for none. colours:
 *   the scale of error maps
 * @returns null where it is not wanted, or where the browser has no workers
 */
export function networksOfPage({ engine, colours }) {
  if (!engine || !globalThis.Worker || new URLSearchParams(location.search).get("engine") === "server") return null;
  if (!ofPage.has(engine)) {
    const weightsOf = ({ name, sha256 }) => at(`../weights/${sha256}/${name}.safetensors`);
    ofPage.set(engine, networksOf(JSON.parse(engine), { start: () => start(colours), weightsOf }));
  }
  return ofPage.get(engine);
}

async function start(scale) {
  const { asking, startWorker } = await import("../engine/client.js");
  const ask = asking(startWorker({ address: at("engine/linked.js") }));
  await ask({ ask: "start", kernels: at("engine/kernels/kernels.wasm"), scale });
  return ask;
}

/** The pixels of a picture, four bytes each. */
function pixelsOf(picture) {
  const { width, height } = picture;
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}
