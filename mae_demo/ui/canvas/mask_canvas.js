// The painter: three pictures of one size, a mask painted on the middle one, and the result in words.
// The server sends {picture, mask, prediction, ...}; this script draws, paints at once, and asks for a new prediction.
const words = props.words;
const root = element.querySelector(".trio");
const find = (selector) => root.querySelector(selector);
const panels = Object.fromEntries(
  ["original", "masked", "reconstructed"].map((name) => [name, find(`[data-panel=${name}] canvas`)])
);
const still = matchMedia("(prefers-reduced-motion: reduce)");

const state = {
  rows: 0, columns: 0, hidden: [], // one boolean a patch, row by row
  picture: null, prediction: null, earlier: null, // drawable images; `earlier` fades out
  name: "", network: null, result: null, // of the checkpoint; what the folds tell of it; its figures
  readings: null, normalised: false, // what a normalised prediction says besides
  smooth: false, about: "", hint: "", betterOff: null, figure: "", tool: "hide", brush: 1, view: "pasted",
  changes: 0, shown: 0, // number of the last change of the mask, and of the one whose prediction is on screen
  waiting: null, late: null, telling: null, // timers: for an answer, for the line that says it takes long, for `tell`
  pointed: null, cursor: null, undo: [], rolled: false, fade: 1,
  image: null, drawn: false, // which sample it is; whether the settings may roll another mask
  looked: null, follow: false, // the patch pointed at last; whether it stays outlined
};

// ---------------------------------------------------------------- mask <-> hexadecimal, one bit a patch
function toHex(hidden) {
  let digits = "";
  for (let i = 0; i < hidden.length; i += 4) {
    const nibble = [0, 1, 2, 3].reduce((sum, k) => sum + (hidden[i + k] ? 8 >> k : 0), 0);
    digits += nibble.toString(16);
  }
  return digits;
}

// ---------------------------------------------------------------- drawing
const grid = () => [state.rows, state.columns];

function drawPanel(name) {
  const canvas = panels[name], context = canvas.getContext("2d");
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  const tall = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== side || canvas.height !== tall) [canvas.width, canvas.height] = [side, tall];
  context.clearRect(0, 0, side, tall);
  if (!state.picture || !side) return;
  context.imageSmoothingEnabled = state.smooth;

  if (name === "reconstructed") drawReconstruction(context, canvas);
  else context.drawImage(state.picture, 0, 0, side, tall);
  if (name === "masked") hatchHidden(context, state.hidden, grid());
  const pointed = state.pointed ?? state.cursor ?? (state.follow ? state.looked : null);
  if (pointed !== null) outline(context, pointed, grid(), Math.max(2, Math.round(side / 170)));
}

let frame = 0;
function draw() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    Object.keys(panels).forEach(drawPanel);
    describePointed();
    document.dispatchEvent(new CustomEvent("drawn", { detail: state })); // for the folds below
  });
}

function fadeIn() {
  const begun = performance.now();
  const tick = (now) => {
    state.fade = still.matches ? 1 : Math.min(1, Math.max(0, (now - begun) / 120));
    drawPanel("reconstructed");
    if (state.fade < 1) requestAnimationFrame(tick);
  };
  state.fade = 0;
  requestAnimationFrame(tick);
}

// ---------------------------------------------------------------- words
function describePointed() {
  const place = state.pointed ?? state.cursor;
  const [here, there] = root.querySelectorAll(".pointed");
  here.textContent = there.textContent = "";
  if (place === null || !state.picture) return;
  const row = Math.floor(place / state.columns), column = place % state.columns;
  here.textContent = fill(words.patch, {
    row: row + 1, column: column + 1, state: state.hidden[place] ? words.hidden : words.visible,
  });
  if (!state.prediction || READINGS.includes(state.view) || !(state.view === "raw" || state.hidden[place])) return;
  const said = fill(words.patch_error_here, { error: errors().patches[place].toFixed(3) });
  if (ERRORS.includes(state.view)) here.textContent += `. ${said}`; // the legend takes the other place
  else there.textContent = said;
}

function describeMask() {
  const hidden = state.hidden.filter(Boolean).length, patches = state.hidden.length;
  const text = fill(words.hidden_of, { hidden, patches, percent: Math.round((100 * hidden) / patches) });
  find("[data-panel=masked] .fact").textContent = text;
  find("[data-action=undo]").disabled = !state.undo.length;
  return text;
}

function item(text, name = "", title = "") {
  const span = document.createElement("span");
  return Object.assign(span, { textContent: text, className: name, title });
}

function compare(psnr, [baseline, other]) {
  // Better or worse than a filling without a network, in a word, a sign and a figure
  const gain = psnr - other, name = words[baseline];
  const kind = other > 99.9 ? "exact" : Math.abs(gain) < 0.05 ? "equal" : gain > 0 ? "better" : "worse";
  const text = fill(words[kind], { gain: Math.abs(gain).toFixed(1), name });
  const title = [fill(words.baseline_title, { name, psnr: other.toFixed(1) }), words[`${baseline}_title`]];
  return item(text, kind, title.filter(Boolean).join("; "));
}

// Whoever brings a photograph to a network of clothes is one step from a network of photographs
const switcher = Object.assign(document.createElement("button"), { type: "button", className: "switch", textContent: words.switch });
switcher.addEventListener("click", () => {
  const chip = document.querySelector(`#checkpoint-column [data-axis=dataset] input[value="${state.betterOff}"]`);
  chip.click();
  chip.focus({ preventScroll: true }); // this button goes with its sentence
});

function describeResult() {
  const figures = viewedFigures();
  const { masked_psnr: psnr, masked_ssim: ssim, masked_l1: l1, note } = figures;
  const said = note ? [item(note)] : [];
  if (psnr !== null) {
    said.push(
      item(fill(words.psnr, { value: psnr.toFixed(1) }), "leading", words.psnr_title),
      ...Object.entries(figures.baselines).map((baseline) => compare(psnr, baseline)),
      item(fill(words.ssim, { value: ssim.toFixed(2) }), "", words.ssim_title),
      item(fill(words.l1, { value: l1.toFixed(3) }), "", words.l1_title),
    );
  }
  const spoken = [describeMask(), ...said.map((span) => span.textContent), state.hint].filter(Boolean).join(", ");
  if (psnr !== null) {
    const where = state.normalised && state.view !== "oracle" ? words.pixels_borrowed : words.pixels;
    said.push(item(fill(where, { milliseconds: figures.milliseconds.toFixed(0) }), "on"));
  }
  if (state.hint) said.push(item(state.hint, "hint"));
  if (state.betterOff) said.push(switcher);
  const focused = document.activeElement === switcher;
  find(".result").replaceChildren(...said);
  if (focused) switcher.focus();
  find(".unseen[role=status]").textContent = spoken;
  const figure = state.view === "oracle" ? words.oracle_decibel : words.decibel;
  state.figure = psnr === null ? "" : fill(figure, { value: psnr.toFixed(1) });
  nameView();
  panels.reconstructed.setAttribute("aria-label", fill(words.reconstructed_alt, { result: spoken }));
}

// ---------------------------------------------------------------- painting
function remember(before) {
  // One step of undo, where anything changed since
  if (before.every((hidden, i) => hidden === state.hidden[i])) return;
  state.undo.push(before);
  if (state.undo.length > 100) state.undo.shift();
}

function changed() {
  // Draw the new mask in this frame and ask for its reconstruction
  state.changes += 1;
  state.rolled = false;
  state.drawn = true;
  draw();
  describeMask();
  publish();
  expect();
  ask();
  tellSoon();
}

function publish() {
  // What Python reads as the value of this component
  const { image, drawn, view } = state;
  props.value = { mask: toHex(state.hidden), grid: grid(), number: state.changes, image, drawn, view, readings: READINGS.includes(view) };
}

function tell() {
  // Who shows what stands, as the link does
  clearTimeout(state.telling);
  trigger("standing");
}

function tellSoon() {
  // While one paints, Gradio's way to each listener would take the time that the answer needs
  clearTimeout(state.telling);
  state.telling = setTimeout(tell, 150);
}

function expect() {
  // A thin line says that something is on its way, if it takes over 300 ms
  clearTimeout(state.late);
  root.setAttribute("aria-busy", "true");
  state.late = setTimeout(() => {
    root.classList.add("late");
    state.late = setTimeout(sayLate, 5000);
  }, 300);
}

function arrived() {
  clearTimeout(state.late);
  root.setAttribute("aria-busy", "false");
  root.classList.remove("late");
}

function refused() {
  // The server has said no, in a sentence of its own
  clearTimeout(state.waiting);
  state.waiting = null;
  arrived();
}

function sayLate() {
  // A sentence takes the line's place. Whether the server computes or is gone cannot be told from here, so the question
  // counts as on its way still
  arrived();
  find(".result").textContent = find(".unseen[role=status]").textContent = words.no_answer;
  state.figure = "";
  nameView();
}

function ask() {
  // One question at a time: what changes meanwhile is asked for when the answer is there or the server says no; should
  // neither ever come, after a minute
  if (state.waiting !== null) return;
  const asked = state.changes;
  state.waiting = setTimeout(() => {
    state.waiting = null;
    if (state.changes > asked) ask();
  }, 60_000);
  trigger("paint");
}

function dab(place, hide) {
  // A square brush of `brush` patches whose middle is at `place`; true where anything changed
  const row = Math.floor(place / state.columns), column = place % state.columns;
  const first = -Math.floor((state.brush - 1) / 2);
  let any = false;
  for (let r = row + first; r < row + first + state.brush; r++)
    for (let c = column + first; c < column + first + state.brush; c++) {
      if (r < 0 || c < 0 || r >= state.rows || c >= state.columns) continue;
      const i = r * state.columns + c;
      any ||= state.hidden[i] !== hide;
      state.hidden[i] = hide;
    }
  return any;
}

function line(from, to, hide) {
  // Bresenham, so that a fast stroke leaves no gaps
  let [x, y] = [from % state.columns, Math.floor(from / state.columns)];
  const [x1, y1] = [to % state.columns, Math.floor(to / state.columns)];
  const [dx, dy] = [Math.abs(x1 - x), -Math.abs(y1 - y)];
  const [sx, sy] = [Math.sign(x1 - x), Math.sign(y1 - y)];
  let slack = dx + dy, any = false;
  for (;;) {
    any = dab(y * state.columns + x, hide) || any;
    if (x === x1 && y === y1) return any;
    const twice = 2 * slack;
    if (twice >= dy) { slack += dy; x += sx; }
    if (twice <= dx) { slack += dx; y += sy; }
  }
}

function placeOf(event, canvas) {
  // The patch under the pointer, or null outside the picture
  const bounds = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - bounds.left) / bounds.width) * state.columns);
  const row = Math.floor(((event.clientY - bounds.top) / bounds.height) * state.rows);
  const inside = row >= 0 && column >= 0 && row < state.rows && column < state.columns;
  return inside && event.type !== "pointerleave" ? row * state.columns + column : null;
}

let stroke = null; // {pointer, at, hide, before} while a stroke goes on
panels.masked.addEventListener("pointerdown", (event) => {
  const at = placeOf(event, panels.masked);
  if (at === null || stroke || ![0, 2].includes(event.button)) return;
  panels.masked.setPointerCapture(event.pointerId);
  state.cursor = null;
  // The right button does the opposite of the chosen tool
  stroke = { pointer: event.pointerId, at, hide: (state.tool === "hide") !== (event.button === 2), before: state.hidden.slice() };
  if (dab(at, stroke.hide)) changed();
});
panels.masked.addEventListener("pointermove", (event) => {
  if (event.pointerId !== stroke?.pointer) return;
  let any = false;
  for (const point of event.getCoalescedEvents?.() ?? [event]) {
    const place = placeOf(point, panels.masked);
    if (place !== null) any = line(stroke.at ?? place, place, stroke.hide) || any;
    stroke.at = place;
  }
  if (any) changed();
});
for (const type of ["pointerup", "pointercancel"])
  panels.masked.addEventListener(type, (event) => {
    if (event.pointerId !== stroke?.pointer) return;
    remember(stroke.before);
    stroke = null;
    describeMask();
  });
panels.masked.addEventListener("contextmenu", (event) => event.preventDefault());
for (const canvas of Object.values(panels))
  for (const type of ["pointerdown", "pointermove", "pointerleave"])
    canvas.addEventListener(type, (event) => {
      const place = placeOf(event, canvas);
      state.looked = place ?? state.looked;
      if (place === state.pointed) return;
      state.pointed = place;
      draw();
    });

let keyed = null; // the mask before a stroke by keyboard, while shift is held
function endKeyed() {
  if (!keyed) return;
  remember(keyed);
  keyed = null;
  describeMask();
}

// ---------------------------------------------------------------- tools, by button and by key
function replace(hidden) {
  const before = state.hidden;
  state.hidden = hidden;
  remember(before);
  if (hidden.some((h, i) => h !== before[i])) changed();
}

const actions = {
  undo: () => { if (state.undo.length) { state.hidden = state.undo.pop(); changed(); } },
  invert: () => replace(state.hidden.map((hidden) => !hidden)),
  fill: () => replace(state.hidden.map(() => true)),
  clear: () => replace(state.hidden.map(() => false)),
};

function choose(kind, value) {
  state[kind] = value;
  for (const button of root.querySelectorAll(`[data-${kind}]`)) {
    const chosen = button.dataset[kind] === String(value);
    button.setAttribute("aria-checked", chosen);
    button.tabIndex = chosen ? 0 : -1;
  }
  if (kind === "view") changeView();
  draw();
}

const icons = {
  hide: '<rect class="solid" x="2" y="2" width="12" height="12" rx="1.5"/>',
  reveal: '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" stroke-dasharray="2.4 1.6"/>',
  1: '<rect class="solid" x="6" y="6" width="4" height="4"/>',
  2: '<rect class="solid" x="4.5" y="4.5" width="7" height="7"/>',
  3: '<rect class="solid" x="2.5" y="2.5" width="11" height="11"/>',
  undo: '<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"/>',
  invert: '<rect x="2.5" y="2.5" width="11" height="11" rx="1.5"/><path class="solid" d="M2.5 2.5h5.5v11H2.5z"/>',
  fill: '<rect x="2" y="2" width="12" height="12" rx="1.5"/><path d="M2 9l7-7M2 14L14 2M7 14l7-7"/>',
  clear: '<path d="M3 3l10 10M13 3L3 13"/>',
};
for (const button of root.querySelectorAll(".bar button")) {
  const { tool, brush, action, view } = button.dataset;
  const name = tool ?? action ?? view ?? `brush_${brush}`;
  button.title = words[`${name}_title`];
  button.setAttribute("aria-label", words[`${name}_title`]);
  if (view) button.textContent = words[view];
  else button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${icons[tool ?? brush ?? action]}</svg>`;
  button.addEventListener("click", () => {
    if (tool) choose("tool", tool);
    else if (brush) choose("brush", Number(brush));
    else if (view) choose("view", view);
    else actions[action]();
  });
}
for (const group of root.querySelectorAll("[role=radiogroup]")) {
  group.setAttribute("aria-label", words[group.dataset.choice]);
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...group.querySelectorAll("button")].filter((button) => button.offsetParent);
    const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
    buttons[next].click();
    buttons[next].focus();
  });
}

const keys = {
  h: () => choose("tool", "hide"), r: () => choose("tool", "reveal"),
  1: () => choose("brush", 1), 2: () => choose("brush", 2), 3: () => choose("brush", 3),
  z: actions.undo, i: actions.invert, f: actions.fill, c: actions.clear,
  v: () => choose("view", state.view === "raw" ? "pasted" : "raw"),
  e: () => choose("view", state.view === "error" ? "patch_error" : "error"),
};
root.addEventListener("keydown", (event) => {
  // Letters and figures work wherever in these three pictures the focus is
  if (!state.picture || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  const action = keys[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  endKeyed();
  action();
});
panels.masked.addEventListener("keydown", (event) => {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const move = moves[event.key];
  if (!state.picture || !(move || event.key === " " || event.key === "Enter")) return;
  event.preventDefault();
  const at = state.cursor ?? state.looked ?? 0;
  let hide = null;
  if (move) {
    const row = Math.min(Math.max(Math.floor(at / state.columns) + move[0], 0), state.rows - 1);
    const column = Math.min(Math.max((at % state.columns) + move[1], 0), state.columns - 1);
    state.cursor = row * state.columns + column;
    if (event.shiftKey) hide = state.tool === "hide";
  } else {
    state.cursor = at;
    hide = !state.hidden[at];
  }
  state.pointed = null;
  state.looked = state.cursor;
  // What is painted while shift is held is one stroke, and one step of undo
  keyed ??= state.hidden.slice();
  if (hide !== null && dab(state.cursor, hide)) changed();
  if (!event.shiftKey) endKeyed();
  draw();
  say();
});
panels.masked.addEventListener("keyup", (event) => { if (event.key === "Shift") endKeyed(); });
panels.masked.addEventListener("blur", () => { endKeyed(); state.cursor = null; draw(); });
panels.masked.addEventListener("focus", () => {
  if (panels.masked.matches(":focus-visible")) { state.cursor ??= state.looked ?? 0; draw(); }
});
function say() {
  find(".unseen[role=status]").textContent = fill(words.patch, {
    row: Math.floor(state.cursor / state.columns) + 1, column: (state.cursor % state.columns) + 1,
    state: state.hidden[state.cursor] ? words.hidden : words.visible,
  });
}

// ---------------------------------------------------------------- what the server sends
let newest = null; // the last message that brought a picture
async function receive(value) {
  // Two kinds: the answer to change number `number` of the mask, and a picture with a mask. That mask replaces what
  // is here, unless it is this page's own, of change number `keeps`, and was painted on since
  if (!value) return;
  if (value.forgotten) {
    const mask = state.drawn ? toHex(state.hidden) : null; // the last stroke may not have been told yet
    return root.dispatchEvent(new CustomEvent("forgotten", { bubbles: true, detail: { mask } }));
  }
  const isAnswer = !value.picture;
  const paintedSince = !isAnswer && value.keeps !== null && value.keeps < state.changes && isGrid(value.grid);
  if (isAnswer) {
    clearTimeout(state.waiting);
    state.waiting = null;
  } else {
    newest = value;
    state.hint = value.hint;
    state.betterOff = value.better_off;
    state.image = value.image;
    if (!paintedSince) adopt(value);
  }
  const turn = isAnswer ? value.number : paintedSince ? value.keeps : state.changes;
  publish();
  if (!isAnswer) tell();
  if (turn < state.changes) ask();

  const [picture, prediction, normalised, oracle] = await Promise.all(
    [value.picture, value.prediction, value.readings?.normalised, value.readings?.oracle].map((url) => url && load(url))
  );
  if (picture && value === newest) showPicture(picture, value);
  if (value.view) restoreView(value.view);
  if (turn < state.shown) return; // overtaken by a later one while it was decoded
  [state.earlier, state.prediction, state.shown] = [state.prediction, prediction, turn];
  state.readings = value.readings ? { normalised, oracle, figures: value.readings.figures } : null;
  state.result = value.result;
  if (turn === state.changes) arrived();
  changeView();
  fadeIn();
  draw();
  requestAnimationFrame(() => root.dispatchEvent(new CustomEvent("painted", { bubbles: true, detail: { number: turn } })));
}

function isGrid([rows, columns]) {
  return rows === state.rows && columns === state.columns; // as many patches may stand in another shape
}

function adopt({ grid, mask, drawn }) {
  // Take over a mask made on the server; a whole drag of a slider is one step of undo
  const before = state.hidden, same = isGrid(grid);
  [state.rows, state.columns] = grid;
  state.hidden = fromHex(mask, grid[0] * grid[1]);
  if (!same) [state.undo, state.looked] = [[], null];
  else if (!state.rolled) remember(before);
  state.rolled = true;
  state.drawn = drawn;
  state.changes += 1;
  stroke = null;
}

function showPicture(picture, { pixelated, about, normalised, name, network }) {
  state.picture = picture;
  state.name = name;
  state.network = network;
  state.normalised = normalised;
  root.classList.toggle("normalised", normalised);
  if (!normalised && READINGS.includes(state.view)) choose("view", "pasted");
  state.smooth = !pixelated;
  find("[data-panel=original] .fact").textContent = state.about = about;
  panels.original.setAttribute("aria-label", fill(words.original_alt, { about }));
  root.style.setProperty("--aspect", picture.width / picture.height);
  root.classList.toggle("wide", picture.width > 2.2 * picture.height);
  draw();
}

for (const name of ["original", "masked"]) find(`[data-panel=${name}] .name`).textContent = words[name];
find("[data-panel=masked] [role=toolbar]").setAttribute("aria-label", words.tools);
find("#mask-keys").textContent = words.keys;
fillLegend(find(".legend"), props.colours, [words.legend_low, words.legend_high]);
find(".legend").title = words.legend_title;
panels.masked.setAttribute("aria-label", words.masked_alt);
panels.reconstructed.setAttribute("aria-label", words.waiting);
find(".result").textContent = words.waiting;
find("[data-action=undo]").disabled = true;
for (const [kind, value] of [["tool", "hide"], ["brush", 1], ["view", "pasted"]]) choose(kind, value);
document.addEventListener("follow", ({ detail: { on, place } }) => {
  state.follow = on;
  state.looked = place ?? state.looked;
  draw();
});
root.addEventListener("asked", expect);
root.addEventListener("refused", refused);
matchMedia("(max-width: 700px)").addEventListener("change", () => choose("view", "pasted"));
new ResizeObserver(draw).observe(root);
receive(props.value);
watch("value", () => receive(props.value));
