// The painter: three pictures of one size, a mask painted on the middle one, and the result in words. Who computes
// sends {picture, mask, prediction, ...}; this widget draws, paints at once, and asks for a new prediction.
//
// Its parts know one thing, `canvas`: what `mount` was given, the elements, and `state`, what stands.
import { listen } from "../shared/events.js";
import { fillLegend } from "../shared/scale.js";
import { receive } from "./answers.js";
import { expect, miss, questionsOf, refused, sayWaiting } from "./asking.js";
import { choose } from "./choices.js";
import { draw } from "./drawing.js";
import { listenToKeys } from "./keyboard.js";
import { listenToControls } from "./controls.js";
import { localAnswers } from "./local.js";
import { listenToPointers } from "./pointer.js";
import { switcherTo } from "./sentences.js";
import { actionsOf, listenToButtons } from "./tools.js";

const startingState = () => ({
  rows: 0, columns: 0, hidden: [], // one boolean a patch, row by row
  picture: null, prediction: null, earlier: null, // drawable images; `earlier` fades out
  blend: false, blended: null, // whether seams are to be blended, and the prediction with blended ones
  name: "", network: null, result: null, // of the checkpoint; what the folds tell of it; its figures
  readings: null, normalised: false, measured: null, // what a normalised prediction says besides; the errors on screen
  smooth: false, about: "", hint: "", betterDataset: null, figure: "", tool: "hide", brush: 1, view: "pasted",
  changes: 0, shown: 0, // number of the last change of the mask, and of the one whose prediction is on screen
  owed: false, // whether the server was asked for a prediction without its figures
  late: null, telling: null, // timers: for the line that says it takes long, for `tellStanding`
  pointed: null, cursor: null, stroke: null, undo: [], rolled: false, fade: 1,
  image: null, custom: false, // which sample it is; whether the settings may roll another mask
  byHand: false, replaced: false, // whether the mask is painted; whether a painted one has just been rolled over
  missed: false, // whether a sample was chosen without a connection
  looked: null, follow: false, // the patch pointed at last; whether it stays outlined
  refusal: null, // why the server answers, though the device was asked: a code of engine/refusal.js
});

/**
 * @param {{element: Element, props: object, trigger: (event: string) => void, watch: Function}} page the element holds
 *   canvas.html; props has words, colours (a scale), engine (see shared/networks.js; or networks, the same ready made;
 *   or in their place answers, which does what local.js does) and value, which is a question on the way out and an
 *   answer on the way in. `paint`, `roll` and `pick` ask the server; `standing` says that something else stands
 */
export function mount({ element, props, trigger, watch }) {
  const { words, colours } = props;
  const root = element.querySelector(".trio"), find = (selector) => root.querySelector(selector);
  const names = ["original", "masked", "reconstructed"];
  const panels = Object.fromEntries(names.map((name) => [name, find(`[data-panel=${name}] canvas`)]));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const given = { root, find, panels, words, props, trigger, still };
  const canvas = { ...given, state: startingState(), newest: null, isSwitching: false, picked: null };
  Object.assign(canvas, { frame: 0, changed: new Set() }); // of drawing.js
  canvas.local = (props.answers ?? localAnswers)(canvas);
  canvas.questions = questionsOf(canvas);
  canvas.actions = actionsOf(canvas);
  canvas.switcher = switcherTo(canvas);

  for (const name of ["original", "masked"]) find(`[data-panel=${name}] .name`).textContent = words[name];
  find("[data-panel=masked] [role=toolbar]").setAttribute("aria-label", words.tools);
  find("#mask-keys").textContent = words.keys;
  find(".invite").textContent = words.invite;
  find(".recover").textContent = words.recover;
  find(".recover").addEventListener("click", () => canvas.actions.undo());
  fillLegend(find(".legend"), colours, [words.legend_low, words.legend_high]);
  find(".legend").title = words.legend_title;
  panels.masked.setAttribute("aria-label", words.masked_alt);
  panels.reconstructed.setAttribute("aria-label", words.waiting);
  find(".result").textContent = words.waiting;
  find("[data-action=undo]").disabled = true;
  listenToPointers(canvas);
  listenToButtons(canvas);
  listenToKeys(canvas);
  listenToControls(canvas);
  for (const [kind, value] of [["tool", "hide"], ["brush", 1], ["view", "pasted"]]) choose(canvas, kind, value);

  listen("follow", ({ on, place }) => {
    canvas.state.follow = on;
    canvas.state.looked = place ?? canvas.state.looked;
    draw(canvas);
  });
  listen("asked", () => expect(canvas));
  listen("sample", ({ image }) => miss(canvas, image));
  listen("refused", () => refused(canvas));
  listen("waiting", ({ seconds }) => sayWaiting(canvas, seconds));
  matchMedia("(max-width: 700px)").addEventListener("change", () => choose(canvas, "view", "pasted"));
  const observer = new ResizeObserver(() => draw(canvas));
  for (const panel of Object.values(panels)) observer.observe(panel);
  receive(canvas, props.value);
  watch("value", () => receive(canvas, props.value));
}
