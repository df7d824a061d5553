// What the third picture shows: the reconstruction pasted or raw, its error, or what a normalised prediction says
const READINGS = ["normalised", "oracle"]; // of checkpoints with normalised targets; sent when they are looked at
const ERRORS = ["error", "patch_error"];

let measured = null; // the errors of the pair on screen; a change of view alone measures nothing again
function errors() {
  const { picture, prediction } = state;
  if (measured?.picture === picture && measured.prediction === prediction) return measured;
  // At each pixel, and the mean over each patch
  const pixels = pixelErrors(picture, prediction);
  const high = picture.height / state.rows, wide = picture.width / state.columns;
  const patches = new Array(state.rows * state.columns).fill(0);
  pixels.forEach((error, i) => {
    const row = Math.floor(i / picture.width / high), column = Math.floor((i % picture.width) / wide);
    patches[row * state.columns + column] += error / (high * wide);
  });
  measured = { picture, prediction, pixels, patches };
  return measured;
}

function errorMap(view) {
  // Drawn when it is looked at, and not with every stroke
  const { picture, pixels, patches } = errors();
  measured[view] ??= view === "error"
    ? heatMap(pixels, picture.width, props.colours) : heatMap(patches, state.columns, props.colours);
  return measured[view];
}

function drawReconstruction(context, canvas) {
  const cover = (image) => context.drawImage(image, 0, 0, canvas.width, canvas.height);
  if (state.view === "original") return cover(state.picture);
  if (!state.prediction) return;
  if (ERRORS.includes(state.view)) {
    context.imageSmoothingEnabled = false;
    cover(errorMap(state.view));
    return pasteVisible(context, canvas, true);
  }
  if (READINGS.includes(state.view)) {
    if (!state.readings) return;
    cover(state.readings[state.view]);
  } else {
    if (state.earlier && state.fade < 1) cover(state.earlier);
    context.globalAlpha = state.fade;
    cover(state.prediction);
    context.globalAlpha = 1;
  }
  if (["pasted", "oracle"].includes(state.view)) pasteVisible(context, canvas, false);
}

function pasteVisible(context, canvas, faint) {
  // Visible patches as they are; faint on grey where they do not count
  const w = state.picture.width / state.columns, h = state.picture.height / state.rows;
  state.hidden.forEach((hidden, i) => {
    if (hidden) return;
    const place = boxOf(canvas, i, grid());
    context.fillStyle = "#a0a0a0";
    if (faint) context.fillRect(...place);
    context.globalAlpha = faint ? 0.3 : 1;
    context.globalCompositeOperation = faint ? "luminosity" : "source-over"; // without colour, which stands for errors
    context.drawImage(state.picture, (i % state.columns) * w, Math.floor(i / state.columns) * h, w, h, ...place);
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
  });
}

function viewedFigures() {
  // The figures of what is looked at: those of the oracle are never taken for the prediction's
  if (!READINGS.includes(state.view)) return state.result;
  const figures = state.view === "oracle" ? state.readings?.figures : null;
  const note = [state.result.note, words[`${state.view}_note`]].filter(Boolean).join(" ");
  return { masked_psnr: null, ...figures, baselines: {}, note, milliseconds: state.result.milliseconds };
}

function changeView() {
  // The words of a view; the server is asked only for what it has not sent yet
  find(".legend").hidden = !ERRORS.includes(state.view);
  if (state.result) describeResult();
  if (!state.picture) return;
  publish();
  if (READINGS.includes(state.view) && !state.readings) ask();
}

function restoreView(view) {
  // The view that a link or a file asks for, where it is offered: some are not of every checkpoint or every screen
  const button = find(`[data-view=${view}]`);
  if ([button, button.parentElement].every((part) => getComputedStyle(part).display !== "none")) choose("view", view);
}

function nameView() {
  // On a narrow page the third picture can show the original too
  const original = state.view === "original", panel = find("[data-panel=reconstructed]");
  panel.querySelector(".name").textContent = original ? words.original : words.reconstructed;
  panel.querySelector(".fact").textContent = original ? state.about : state.figure;
}
