// Strokes answered on the visitor's own device, by the engine in a worker. The server answers what this cannot:
// networks that are not loaded yet, or too large; masks that hide nothing or everything; old browsers.
import { receive, receiveFigures } from "./answers.js";
import { READINGS } from "./views.js";

const KEPT = 3; // networks in memory besides those in use
const at = (path) => new URL(`../${path}`, import.meta.url).href;

/** @returns {?{isReady: () => boolean, answer: (number: number) => void}} null where the engine is not wanted */
export function localAnswers(canvas) {
  const { props, state } = canvas;
  const asksServer = new URLSearchParams(location.search).get("engine") === "server";
  if (!props.engine || !globalThis.Worker || asksServer) return null;
  const { shelf, linear } = JSON.parse(props.engine);
  const known = new Map(shelf.map((each) => [each.name, each]));
  const loaded = new Set(), coming = new Map();
  let started = null, told = null, telling = null, isBroken = false;

  /** The checkpoint of the page, and the linear predictor that is its baseline. */
  function names() {
    const own = known.get(state.name), baseline = linear[own.config.dataset];
    return baseline && baseline !== state.name ? [state.name, baseline] : [state.name];
  }

  async function start() {
    const { asking, startWorker } = await import("../engine/client.js");
    const ask = asking(startWorker({ address: at("engine/worker.js") }));
    await ask({ ask: "start", kernels: at("engine/kernels/kernels.wasm"), scale: props.colours });
    return ask;
  }

  function load(ask, name) {
    const { config, sha256 } = known.get(name), weights = at(`../weights/${sha256}/${name}.safetensors`);
    return ask({ ask: "load", name, config, sha256, weights }).then(() => loaded.add(name));
  }

  /** Bring what is missing, once. */
  async function prepare() {
    const wanted = names(); // another checkpoint may be chosen while these come
    started ??= start();
    const ask = await started;
    for (const name of wanted) {
      if (!coming.has(name)) coming.set(name, load(ask, name));
      await coming.get(name);
    }
    for (const name of [...loaded].filter((each) => !wanted.includes(each)).slice(0, -KEPT)) {
      loaded.delete(name);
      coming.delete(name);
      ask({ ask: "forget", name });
    }
    if (telling === state.picture) return;
    const picture = telling = state.picture, { width, height } = picture;
    await ask({ ask: "picture", width, height, rgba: pixelsOf(picture) });
    if (picture === telling) told = picture;
    canvas.root.dataset.engine = "ready"; // the next stroke is answered here
  }

  /** From now on the server answers: for this checkpoint, or for all where the engine itself does not run. */
  function giveUp(name, error) {
    if (["unsupported", "broken", undefined].includes(error.code)) isBroken = true;
    else known.delete(name);
  }

  return {
    isReady() {
      const hidden = state.hidden.filter(Boolean).length;
      if (isBroken || canvas.isSwitching || !known.has(state.name) || READINGS.includes(state.view)) return false;
      const { name } = state;
      prepare().catch((error) => giveUp(name, error));
      const isThere = told === state.picture && names().every((each) => loaded.has(each));
      return isThere && hidden > 0 && hidden < state.hidden.length;
    },
    async answer(number) {
      const [name, baseline] = names(), baselines = baseline ? [baseline, "harmonic"] : ["harmonic"];
      const mask = Uint8Array.from(state.hidden, Number), ask = await started;
      const question = { ask: "predict", name, mask, views: ["prediction"], baselines };
      let milliseconds = 0;
      ask(question, (said) => {
        if (said.views) {
          milliseconds = said.milliseconds;
          receive(canvas, { number, prediction: drawable(said.views.prediction) });
        }
        if (!said.figures) return;
        const named = baseline ? { linear: said.baselines[baseline] } : {};
        const others = { ...named, harmonic: said.baselines.harmonic };
        receiveFigures(canvas, number, { ...said.figures, baselines: others, milliseconds, note: null, isLocal: true });
      }).catch((error) => {
        giveUp(name, error);
        canvas.trigger("paint");
      });
    },
  };
}

/** The pixels of a picture, four bytes each. */
function pixelsOf(picture) {
  const { width, height } = picture;
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

/** A canvas that shows pixels. */
function drawable({ width, height, data }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}
