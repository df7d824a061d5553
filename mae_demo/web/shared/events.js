// What one part of the page tells the others. Every message is an event of the document by one of these names, so that
// a line of script of the Gradio page can tell it, too; its detail is plain, and frozen: who hears it can keep it and
// cannot change what it speaks of. The last detail of each name is kept for who comes later.

/**
 * @typedef {object} Drawn what the three pictures show
 * @property {number} rows
 * @property {number} columns of the grid of patches
 * @property {boolean[]} hidden one a patch, row by row
 * @property {HTMLImageElement?} picture
 * @property {HTMLImageElement?} prediction the network's own; both null at first
 * @property {HTMLImageElement?} blended the same with its seams blended, where the third picture shows that
 * @property {boolean} smooth whether pictures are smoothed where they are enlarged
 * @property {string} name of the checkpoint
 * @property {object?} network its family, and of a transformer values, width, depth and heads; see shared/network.js
 * @property {boolean} normalised whether it predicts normalised patches
 * @property {number?} looked the patch that was pointed at last
 * @property {boolean} follow whether that stays outlined
 * @property {number} changes number of the last change of the mask
 * @property {boolean} byHand whether the mask is painted, or came as one that no settings roll
 * @property {number} shown number of the change whose prediction is on screen
 */

/** Every name, and what its detail is. */
export const EVENTS = {
  /** null: a control has asked the server for another picture or mask. */
  asked: "asked",
  /** null: the server has refused something. */
  refused: "refused",
  /** {Drawn}: the three pictures were drawn anew. */
  drawn: "drawn",
  /** Hexadecimal digits: the mask was painted, and stands so whether the server hears of it or not. */
  stroke: "stroke",
  /** {number}: the prediction for this change of the mask is on screen. */
  painted: "painted",
  /** {mask}: the visitor's session has expired; hexadecimal digits, or null where the settings roll the mask. */
  expired: "expired",
  /** {on, place}: outline the patch that is looked at, or no more; place: which one, where it is another. */
  follow: "follow",
  /** {opens, stage}: a stage of the forward pass is chosen, null while the strip is closed; these folds say more. */
  stage: "stage",
  /** {image}: a person has chosen a sample, by its place in its test set, whether the server hears of it or not. */
  sample: "sample",
  /** {hidden}: the mask was painted elsewhere, one boolean a patch, row by row. */
  masked: "masked",
  /** [checkpoint, strategy, ratio, seed, balance]: a person has turned what rolls a mask. */
  turned: "turned",
  /** The same: a person has chosen a checkpoint. */
  picked: "picked",
  /** [checkpoint, strategy, ratio, seed, balance, canvas]: what stands, as the Gradio page's components hold it. */
  standing: "standing",
  /** The name of the open tab, null for the first. */
  tab: "tab",
  /** {panel, values}: a panel of 'Autoencoders' is open, and what its controls hold, as PANELS of state.js has them. */
  panel: "panel",
  /** The names that are chosen to be compared. */
  compared: "compared",
  /** {lesson, step}: the lesson that is open and its step, from 1; null where none is. */
  lesson: "lesson",
  /** A link, as the query of an address, that the page goes to. */
  go: "go",
  /** null: the page stands at such a link, or will not; the next one may be followed. */
  gone: "gone",
  /** The stage of the forward pass that is to be shown; null: none, the strip is closed. */
  unfold: "unfold",
  /** null: the page stands as its address asked, or will not. */
  restored: "restored",
  /** {seconds}: the server has refused to open the page, which asks again so soon. */
  waiting: "waiting",
  /** {choices, chosen, isDrawable}: the data sets that the picker offers, the chosen one, and whether its pictures are
   * such as one draws: small and grey. */
  datasets: "datasets",
  /** {file: {url, orig_name, path}, isShared}: the server has made a file; isShared: to be posted. */
  made: "made",
  /** {File}: a picture was made on the page, and goes the way of one that is brought. */
  brought: "brought",
  /** The name of a data set that was chosen. */
  dataset: "dataset",
  /** The server's answer that the explorer shows now. */
  explored: "explored",
};

const bus = globalThis.document ?? new EventTarget(); // node has no document
const last = new Map();
for (const name of Object.values(EVENTS)) bus.addEventListener(name, ({ detail }) => last.set(name, frozen(detail)));

/** A frozen copy of plain objects and lists; what is neither, as a picture, is the same thing. */
export function frozen(value) {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, frozen(each)])));
}

/** Tell all who listen. Throws for a name that is not in EVENTS. */
export function tell(name, detail = null) {
  if (!Object.hasOwn(EVENTS, name)) throw new Error(`There is no event '${name}'; those of EVENTS are told.`);
  bus.dispatchEvent(new CustomEvent(name, { detail: frozen(detail), bubbles: true }));
}

/**
 * Call `hear` with each detail that is told.
 * @param {{once?: boolean, late?: boolean}} how once: only with the first; late: with the last one at once, if any
 */
export function listen(name, hear, { once = false, late = false } = {}) {
  if (!Object.hasOwn(EVENTS, name)) throw new Error(`There is no event '${name}'; those of EVENTS are told.`);
  if (late && last.has(name)) {
    hear(last.get(name));
    if (once) return;
  }
  bus.addEventListener(name, () => hear(last.get(name)), { once });
}
