// Strokes answered on the visitor's own device, by the engine in a worker. The server answers what this cannot:
// networks that are not loaded yet, or too large; masks that hide nothing or everything; old browsers.
import { networksOfPage } from "../shared/networks.js";
import { drawable } from "../shared/pictures.js";
import { receive, receiveFigures } from "./answers.js";
import { describeResult } from "./sentences.js";
import { isBlending, READINGS } from "./views.js";

const REST = 120; // milliseconds without a change after which a stroke rests

/** @returns {?{isReady: () => boolean, answer: (number: number) => void}} null where the engine is not wanted */
export function localAnswers(canvas) {
  const { props, state } = canvas;
  const networks = props.networks ?? networksOfPage(props);
  if (!networks) return null;
  const timers = { figures: null };

  /** The checkpoint of the page, and the linear predictor that is its baseline. */
  function names() {
    const baseline = networks.linearFor(state.name);
    return baseline ? [state.name, baseline] : [state.name];
  }

  /** Bring what is missing, once. */
  async function prepare() {
    const wanted = names(), { picture } = state; // others may be chosen while these come
    await networks.bring(wanted, "canvas");
    await networks.show(picture);
    if (isThere()) canvas.root.dataset.engine = "ready"; // the next stroke is answered here
  }

  /** Whether the engine knows all that stands: picture, checkpoint and baseline. */
  const isThere = () => !canvas.isSwitching && networks.isShown(state.picture) && names().every(networks.has);

  /** The server answers from now on, and the line of the result says why. */
  function excuse() {
    delete canvas.root.dataset.engine;
    state.refusal = networks.refusalOf(state.name);
    if (state.result) describeResult(canvas);
  }

  /** Say it where the engine refuses, and let the server answer. */
  function instead(name, error) {
    networks.giveUp(name, error);
    excuse();
    canvas.questions.drop();
    canvas.trigger("paint");
  }

  /** All figures and baselines of the prediction on screen, once the stroke rests. */
  function measureSoon(number, name, mask, blend, milliseconds) {
    clearTimeout(timers.figures);
    timers.figures = setTimeout(() => {
      const isOld = () => number !== state.changes || name !== state.name || blend !== isBlending(state);
      if (isOld()) return;
      const baseline = networks.linearFor(name), baselines = baseline ? [baseline, "harmonic"] : ["harmonic"];
      networks.ask({ ask: "predict", name, mask, views: [], baselines, blend }, (said) => {
        if (!said.figures || isOld()) return;
        const { [baseline]: linear, harmonic } = said.baselines;
        const named = baseline ? { linear, harmonic } : { harmonic };
        receiveFigures(canvas, number, { ...said.figures, baselines: named, milliseconds, note: null, isLocal: true });
      }).catch((error) => instead(name, error));
    }, REST);
  }

  return {
    networks,
    isThere,
    /** Bring what stands, if it is not here. */
    prepare() {
      if (!isThere()) delete canvas.root.dataset.engine;
      prepare().catch(excuse);
    },
    isReady() {
      const hidden = state.hidden.filter(Boolean).length;
      if (canvas.isSwitching || READINGS.includes(state.view)) return false;
      if (!networks.knows(state.name)) {
        excuse();
        return false;
      }
      if (!isThere()) this.prepare();
      return isThere() && hidden > 0 && hidden < state.hidden.length;
    },
    /** The picture at once, and the figures when the stroke rests. */
    answer(number) {
      const { name } = state, mask = Uint8Array.from(state.hidden, Number), blend = isBlending(state);
      const seen = blend ? ["prediction", "blended"] : ["prediction"];
      const question = { ask: "predict", name, mask, views: seen, baselines: [], blend, figures: false };
      networks.ask(question).then(({ views, near, milliseconds, outdated }) => {
        if (outdated) return canvas.questions.goOn();
        if (name !== state.name) return canvas.questions.goOn(); // another checkpoint was chosen meanwhile
        state.refusal = null;
        const blended = blend ? drawable(views.blended) : undefined;
        receive(canvas, { number, prediction: drawable(views.prediction), blended, near });
        if (number === state.changes) measureSoon(number, name, mask, blend, milliseconds);
      }).catch((error) => instead(name, error));
    },
  };
}
