// What the third picture shows: the reconstruction pasted or raw, its error, or what a normalised prediction says.
import { patchErrors, pixelErrors } from "../shared/errors.js";
import { heatMap } from "../shared/scale.js";

/** Of checkpoints with normalised targets; sent when they are looked at. */
export const READINGS = ["normalised", "oracle"];
export const ERRORS = ["error", "patch_error"];

/** Whether the prediction's seams are to be blended: wanted, and offered for this network. */
export const isBlending = ({ blend, network }) => blend && Boolean(network?.seams);

/** What the third picture shows of the prediction: the blended one, where it has come. */
export const shownOf = ({ blended, prediction }) => blended ?? prediction;

/** The errors of the pair on screen, {pixels, patches}; a change of view alone measures nothing again. */
export function errors({ state }) {
  const { picture, rows, columns } = state, prediction = shownOf(state);
  if (state.measured?.picture === picture && state.measured.prediction === prediction) return state.measured;
  const pixels = pixelErrors(picture, prediction), patches = patchErrors(pixels, picture, [rows, columns]);
  state.measured = { picture, prediction, pixels, patches, maps: {} };
  return state.measured;
}

/** The map of a view, drawn when it is looked at, and not with every stroke. */
export function errorMap(canvas, view) {
  const { picture, pixels, patches, maps } = errors(canvas), { colours } = canvas.props;
  const [values, columns] = view === "error" ? [pixels, picture.width] : [patches, canvas.state.columns];
  maps[view] ??= heatMap(values, columns, colours);
  return maps[view];
}

/** The figures of what is looked at: those of the oracle are never taken for the prediction's. */
export function viewedFigures({ state, words }) {
  if (!READINGS.includes(state.view)) return state.result;
  const figures = state.view === "oracle" ? state.readings?.figures : null;
  const note = [state.result.note, words[`${state.view}_note`]].filter(Boolean).join(" ");
  return { masked_psnr: null, ...figures, baselines: {}, note, milliseconds: state.result.milliseconds };
}
