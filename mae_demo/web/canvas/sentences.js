// What the three pictures say: of the patch that is pointed at, of the mask, and of the result.
import { rowColumn } from "../shared/grid.js";
import { decimal, fill, hiddenOf } from "../shared/words.js";
import { errors, READINGS, viewedFigures } from "./views.js";

const patchWords = ({ state, words }, place) => {
  const [row, column] = rowColumn(place, state.columns), covered = state.hidden[place];
  return fill(words.patch, { row: row + 1, column: column + 1, state: covered ? words.hidden : words.visible });
};

/**
 * Under the original: the patch that is pointed at, and its error where the prediction counts there. The place is kept
 * free for both lines, so that nothing on the page moves while one points or paints.
 */
export function describePointed(canvas) {
  const { find, state, words } = canvas, place = state.pointed ?? state.cursor, pointed = find(".pointed");
  pointed.textContent = "";
  if (place === null || !state.picture) return;
  pointed.textContent = patchWords(canvas, place);
  if (state.stroke) return; // it is measured when the stroke is over
  if (!state.prediction || READINGS.includes(state.view) || !(state.view === "raw" || state.hidden[place])) return;
  pointed.textContent += `. ${fill(words.patch_error_here, { error: errors(canvas).patches[place].toFixed(3) })}`;
}

/** To who hears the page: the patch under the cursor. */
export function sayCursor(canvas) {
  canvas.find(".unseen[role=status]").textContent = patchWords(canvas, canvas.state.cursor);
}

/** Over the masked picture: how much is hidden. Returns the sentence. */
export function describeMask({ find, state, words }) {
  const text = fill(words.hidden_of, hiddenOf(state.hidden));
  find("[data-panel=masked] .fact").textContent = text;
  find("[data-action=undo]").disabled = !state.undo.length;
  return text;
}

function item(text, name = "", title = "") {
  const span = document.createElement("span");
  return Object.assign(span, { textContent: text, className: name, title });
}

/** A gain in dB with its sign. */
const signed = (gain) => (gain < 0 ? "" : "+") + decimal(gain, 2);

/** Better or worse than a filling without a network: {kind, text, title}, a word, a sign and a figure. */
export function compared(psnr, baseline, other, words) {
  const gain = psnr - other, name = words[baseline];
  const kind = other > 99.9 ? "exact" : Math.abs(gain) < 0.05 ? "equal" : gain > 0 ? "better" : "worse";
  const text = fill(words[kind], { gain: Math.abs(gain).toFixed(1), name });
  const title = [fill(words.baseline_title, { name, psnr: other.toFixed(1) }), words[`${baseline}_title`]];
  return { kind, text, title: title.filter(Boolean).join("; ") };
}

// From so many dB over a smooth fill on, which leaves at most half, four fifths or nine tenths of its squared error
const VERDICTS = [[3, "far_closer"], [1, "clearly_closer"], [0.5, "a_little_closer"], [-0.5, "as_close"]];

/** What the figures mean, beside a smooth fill without a network, in plain words. */
export function verdict(psnr, smooth, words) {
  if (smooth > 99.9) return words.smooth_exact;
  const [, key] = VERDICTS.find(([least]) => psnr - smooth >= least) ?? [null, "further"];
  return words[key];
}

/** While a stroke goes on: the figure over the third picture, and no other. */
export function describeNear(canvas, { masked_psnr: psnr }) {
  canvas.state.figure = fill(canvas.words.decibel, { value: psnr.toFixed(1) });
  nameView(canvas);
}

/** Who computed it: the visitor's device, or the server, and why, where the device was asked first. */
function placeOf({ isLocal }, { state, words }) {
  if (isLocal) return ` · ${words.on_device}`;
  return state.refusal ? ` · ${words[`server_${state.refusal}`] ?? words.server_broken}` : "";
}

/** Below the pictures: what the result means, and its figures. */
export function describeResult(canvas) {
  const { find, state, words, switcher } = canvas, figures = viewedFigures(canvas);
  const { masked_psnr: psnr, masked_ssim: ssim, masked_l1: l1, unblended = null, note } = figures;
  const said = note ? [item(note)] : [];
  if (psnr !== null) {
    const baselines = Object.entries(figures.baselines).map(([name, other]) => compared(psnr, name, other, words));
    const judged = "harmonic" in figures.baselines;
    if (judged) {
      const where = state.normalised && state.view !== "oracle" ? words.pixels_borrowed : words.pixels;
      const place = placeOf(figures, canvas);
      said.push(
        item(verdict(psnr, figures.baselines.harmonic, words), "leading", words.verdict_title),
        item(fill(where, { milliseconds: figures.milliseconds.toFixed(0) }) + place, "on"),
        item("", "break"),
      );
    }
    const gain = unblended === null ? [] : [fill(words.blended, { gain: signed(psnr - unblended) })];
    said.push(
      ...gain.map((text) => item(text, "", words.blended_title)),
      item(fill(words.psnr, { value: psnr.toFixed(1) }), judged ? "" : "leading", words.psnr_title),
      ...baselines.map(({ kind, text, title }) => item(text, kind, title)),
      item(fill(words.ssim, { value: ssim.toFixed(2) }), "", words.ssim_title),
      item(fill(words.l1, { value: l1.toFixed(3) }), "", words.l1_title),
    );
  }
  const hints = [unblended === null ? "" : words.blend_note, state.hint].filter(Boolean);
  const texts = said.filter((span) => span.className !== "on").map((span) => span.textContent);
  const spoken = [describeMask(canvas), ...texts, ...hints].filter(Boolean).join(", ");
  // What is known of the picture stands beside what its figures mean, in their line where it fits
  const beside = [...hints.map((hint) => item(hint, "hint")), ...(state.betterDataset ? [switcher] : [])];
  const line = said.findIndex((span) => span.className === "leading");
  said.splice(line < 0 ? said.length : line + 1, 0, ...beside);
  const focused = document.activeElement === switcher;
  find(".result").replaceChildren(...said);
  if (focused) switcher.focus();
  find(".unseen[role=status]").textContent = spoken;
  const figure = state.view === "oracle" ? words.oracle_decibel : words.decibel;
  state.figure = psnr === null ? "" : fill(figure, { value: psnr.toFixed(1) });
  nameView(canvas);
  canvas.panels.reconstructed.setAttribute("aria-label", fill(words.reconstructed_alt, { result: spoken }));
}

/** Over the third picture: its name and figure. On a narrow page it can show the original, too. */
export function nameView({ find, state, words }) {
  const original = state.view === "original", panel = find("[data-panel=reconstructed]");
  const reconstructed = state.blended ? words.reconstructed_blended : words.reconstructed;
  panel.querySelector(".name").textContent = original ? words.original : reconstructed;
  panel.querySelector(".fact").textContent = original ? state.about : state.figure;
}

/** Whoever brings a photograph to a network of clothes is one step from a network of photographs. */
export function switcherTo({ state, words }) {
  const settings = { type: "button", className: "switch", textContent: words.switch };
  const switcher = Object.assign(document.createElement("button"), settings);
  switcher.addEventListener("click", () => {
    const chip = document.querySelector(`[data-axis=dataset] input[value="${state.betterDataset}"]`);
    chip.click();
    chip.focus({ preventScroll: true }); // this button goes with its sentence
  });
  return switcher;
}
