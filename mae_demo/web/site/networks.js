// The engine of this page: its worker, and the networks that it holds.
import { asking, startWorker } from "../engine/client.js";

const KEPT = 3; // networks in memory besides those in use

/** The engine's worker as `startWorker` takes it: by its address, or as the script that the page holds under an id. */
function workerAt(address) {
  if (!address.startsWith("#")) return { address: contentAt(address) };
  return { source: document.getElementById(address.slice(1)).textContent };
}

/** What the tab that trains needs of this page; see train/learner.js. Pictures are decoded when they are asked for. */
export const filesToTrain = ({ worker, kernels, pictures }) => ({
  client: { asking, startWorker },
  worker: workerAt(worker),
  get kernels() { return contentAt(kernels); },
  pictures: {
    get fashion() { return contentAt(pictures.fashion); },
    get digits() { return contentAt(pictures.digits); },
  },
});

/** What an address of this page stands for: a file beside it, or what the page itself holds in base64 under an id. */
function contentAt(address) {
  if (!address.startsWith("#")) return new URL(address, document.baseURI).href;
  const letters = atob(document.getElementById(address.slice(1)).textContent.trim());
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer;
}

/**
 * @param {{worker: string, kernels: string, models: Object<string, {config, sha256, address}>}} given addresses; a
 *   worker that the page itself holds is a script's text under an id
 * @param colours the scale of error maps
 * @param {{progress: Function, refuse: Function}} hear progress: with (name, loaded, total) in bytes; refuse: with what
 *   a widget could not have
 * @returns what shared/networks.js returns, as much of it as widgets ask here; promises fail as in engine/client.js
 */
export function networksOf({ worker, kernels, models }, colours, { progress, refuse }) {
  const coming = new Map(), loaded = new Set(), wanted = new Map();
  let started = null, told = null;

  async function start() {
    const ask = asking(startWorker(workerAt(worker)));
    await ask({ ask: "start", kernels: contentAt(kernels), scale: colours });
    return ask;
  }

  const ask = async (...question) => (await (started ??= start()))(...question);

  async function load(name) {
    const { config, sha256, address } = models[name];
    await ask({ ask: "load", name, config, sha256, weights: contentAt(address) }, ({ loaded: there, total }) => {
      if (there) progress(name, there, total);
    });
    loaded.add(name);
  }

  /** Forget the oldest networks that no widget wants. */
  function forget() {
    const inUse = [...wanted.values()].flat();
    for (const name of [...loaded].filter((each) => !inUse.includes(each)).slice(0, -KEPT)) {
      loaded.delete(name);
      coming.delete(name);
      ask({ ask: "forget", name });
    }
  }

  return {
    ask,
    has: (name) => loaded.has(name),
    held: () => [...loaded],
    knows: (name) => name in models,
    get isRunning() { return loaded.size > 0; },
    giveUp: (_, error) => refuse(error),
    refusalOf: () => null, // no server answers in its place
    /** Bring networks, each once, for a widget, which wants no others any more. */
    async bring(names, widget) {
      wanted.set(widget, names);
      for (const name of names) {
        if (!coming.has(name)) coming.set(name, load(name));
        await coming.get(name).catch((error) => {
          coming.delete(name); // it may be asked for again
          if (["unsupported", "broken"].includes(error.code)) started = null;
          throw error;
        });
      }
      forget();
    },
    /** Tell the engine a picture, drawable and in the networks' size. */
    async show(picture) {
      if (told === picture) return;
      told = picture;
      const { width, height } = picture, context = picture.getContext("2d");
      await ask({ ask: "picture", width, height, rgba: context.getImageData(0, 0, width, height).data });
    },
  };
}
