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
  smooth: false, tool: "hide", brush: 1, view: "pasted",
  changes: 0, shown: 0, waiting: null, // number of the last change, of the one on screen, and since when we wait
  pointed: null, cursor: null, undo: [], fade: 1, result: null,
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

function fromHex(digits, count) {
  return Array.from({ length: count }, (_, i) => Boolean(parseInt(digits[i >> 2], 16) & (8 >> (i & 3))));
}

// ---------------------------------------------------------------- drawing
function hatch(context, size) {
  // Mid-grey with diagonal lines, so that a hidden patch cannot be taken for a grey part of the picture
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.max(6, Math.round(size / 40));
  const t = tile.getContext("2d");
  t.fillStyle = "#808080";
  t.fillRect(0, 0, tile.width, tile.height);
  t.strokeStyle = "#a6a6a6";
  t.lineWidth = tile.width / 7;
  for (const shift of [-1, 0, 1]) {
    t.beginPath();
    t.moveTo(shift * tile.width, tile.width);
    t.lineTo((shift + 1) * tile.width, 0);
    t.stroke();
  }
  return context.createPattern(tile, "repeat");
}

function box(canvas, index) {
  // Left, top, width and height of a patch on screen; edges are rounded alike, so that neighbours leave no gap
  const row = Math.floor(index / state.columns), column = index % state.columns;
  const x = (c) => Math.round((c * canvas.width) / state.columns), y = (r) => Math.round((r * canvas.height) / state.rows);
  return [x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row)];
}

function drawPanel(name) {
  const canvas = panels[name], context = canvas.getContext("2d");
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  const tall = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== side || canvas.height !== tall) [canvas.width, canvas.height] = [side, tall];
  context.clearRect(0, 0, side, tall);
  if (!state.picture || !side) return;
  context.imageSmoothingEnabled = state.smooth;
  const cover = (image) => context.drawImage(image, 0, 0, side, tall);

  if (name === "original") cover(state.picture);
  if (name === "masked") {
    cover(state.picture);
    context.fillStyle = hatch(context, side);
    state.hidden.forEach((hidden, i) => hidden && context.fillRect(...box(canvas, i)));
  }
  if (name === "reconstructed" && state.prediction) {
    if (state.earlier && state.fade < 1) cover(state.earlier);
    context.globalAlpha = state.fade;
    cover(state.prediction);
    context.globalAlpha = 1;
    if (state.view === "pasted") {
      const w = state.picture.width / state.columns, h = state.picture.height / state.rows;
      state.hidden.forEach((hidden, i) => {
        if (hidden) return;
        context.drawImage(state.picture, (i % state.columns) * w, Math.floor(i / state.columns) * h, w, h, ...box(canvas, i));
      });
    }
  }
  drawPointer(context, canvas, name);
}

function drawPointer(context, canvas, name) {
  const place = state.pointed ?? state.cursor;
  if (place === null) return;
  const [left, top, width, height] = box(canvas, place);
  const line = Math.max(2, Math.round(canvas.width / 170));
  context.lineWidth = line;
  for (const [colour, inset] of [["#000", 0], ["#fff", line]]) {
    context.strokeStyle = colour;
    context.strokeRect(left + inset + line / 2, top + inset + line / 2, width - 2 * inset - line, height - 2 * inset - line);
  }
}

let frame = 0;
function draw() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    Object.keys(panels).forEach(drawPanel);
    describePointed();
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
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function describePointed() {
  const place = state.pointed ?? state.cursor;
  const [here, there] = root.querySelectorAll(".pointed");
  here.textContent = there.textContent = "";
  if (place === null || !state.picture) return;
  const row = Math.floor(place / state.columns), column = place % state.columns;
  here.textContent = fill(words.patch, {
    row: row + 1, column: column + 1, state: state.hidden[place] ? words.hidden : words.visible,
  });
  if (state.prediction) there.textContent = fill(words.patch_error, { error: patchError(row, column).toFixed(3) });
}

function patchError(row, column) {
  // L1 between raw prediction and original over one patch, from the pixels on screen (8 bits each)
  const w = state.picture.width / state.columns, h = state.picture.height / state.rows;
  const read = (image) => {
    const canvas = new OffscreenCanvas(w, h), context = canvas.getContext("2d");
    context.drawImage(image, column * w, row * h, w, h, 0, 0, w, h);
    return context.getImageData(0, 0, w, h).data;
  };
  const a = read(state.picture), b = read(state.prediction);
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 < 3) sum += Math.abs(a[i] - b[i]);
  return sum / (255 * 3 * w * h);
}

function describe() {
  const count = state.hidden.filter(Boolean).length, patches = state.hidden.length;
  const counted = fill(words.hidden_of, { hidden: count, patches, percent: Math.round((100 * count) / patches) });
  find("[data-panel=masked] .fact").textContent = counted;
  const result = find(".result"), m = state.result;
  if (!m) return;
  const item = (text, name, title) => {
    const span = document.createElement("span");
    span.textContent = text;
    if (name) span.className = name;
    if (title) span.title = title;
    return span;
  };
  const items = [];
  let spoken = m.note ?? "";
  if (m.note) items.push(item(m.note));
  if (m.psnr !== null) {
    const bold = document.createElement("b");
    bold.textContent = fill(words.psnr, { value: m.psnr.toFixed(1) });
    bold.title = words.psnr_title;
    const compared = m.baselines.map(({ name, psnr }) => {
      const gain = m.psnr - psnr;
      const text = fill(gain >= 0 ? words.better : words.worse, { gain: Math.abs(gain).toFixed(1), name });
      return item(text, gain >= 0 ? "better" : "worse", fill(words.baseline_title, { name, psnr: psnr.toFixed(1) }));
    });
    const others = [
      item(fill(words.ssim, { value: m.ssim.toFixed(2) }), "", words.ssim_title),
      item(fill(words.l1, { value: m.l1.toFixed(3) }), "", words.l1_title),
    ];
    items.push(bold, ...compared, ...others, item(fill(words.pixels, { milliseconds: m.milliseconds.toFixed(0) }), "on"));
    spoken = [counted, bold.textContent, ...compared.map((s) => s.textContent), ...others.map((s) => s.textContent)].join(", ");
  }
  result.replaceChildren(...items);
  find(".unseen[role=status]").textContent = spoken;
  find("[data-panel=reconstructed] .fact").textContent = m.psnr === null ? "" : fill(words.decibel, { value: m.psnr.toFixed(1) });
  panels.reconstructed.setAttribute("aria-label", fill(words.reconstructed_alt, { result: spoken }));
}

// ---------------------------------------------------------------- painting
function remember() {
  state.undo.push(state.hidden.slice());
  if (state.undo.length > 100) state.undo.shift();
}

function changed() {
  // Draw the new mask in this frame and ask for its reconstruction
  state.changes += 1;
  draw();
  describe();
  find("[data-action=undo]").disabled = !state.undo.length;
  setTimeout(() => root.classList.toggle("late", state.shown < state.changes), 300);
  publish();
  ask();
}

function publish() {
  // What Python reads as the value of this component
  props.value = { mask: toHex(state.hidden), number: state.changes };
}

function ask() {
  // One question at a time: what changes meanwhile is asked for when the answer is there, or is lost after 5 s
  if (state.waiting !== null && performance.now() - state.waiting < 5000) return;
  state.waiting = performance.now();
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
  const bounds = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - bounds.left) / bounds.width) * state.columns);
  const row = Math.floor(((event.clientY - bounds.top) / bounds.height) * state.rows);
  if (event.type === "pointerleave" || !state.picture) return null;
  return Math.min(Math.max(row, 0), state.rows - 1) * state.columns + Math.min(Math.max(column, 0), state.columns - 1);
}

let stroke = null; // {at, hide} while a stroke goes on
panels.masked.addEventListener("pointerdown", (event) => {
  if (!state.picture || event.button > 2) return;
  panels.masked.setPointerCapture(event.pointerId);
  state.cursor = null;
  remember();
  // The right button does the opposite of the chosen tool
  stroke = { at: placeOf(event, panels.masked), hide: (state.tool === "hide") !== (event.button === 2) };
  if (dab(stroke.at, stroke.hide)) changed();
});
panels.masked.addEventListener("pointermove", (event) => {
  if (!stroke) return;
  let any = false;
  for (const point of event.getCoalescedEvents?.() ?? [event]) {
    const place = placeOf(point, panels.masked);
    any = line(stroke.at, place, stroke.hide) || any;
    stroke.at = place;
  }
  if (any) changed();
});
const endStroke = () => {
  if (stroke && state.undo.at(-1)?.every((hidden, i) => hidden === state.hidden[i])) state.undo.pop();
  stroke = null;
  find("[data-action=undo]").disabled = !state.undo.length;
};
panels.masked.addEventListener("pointerup", endStroke);
panels.masked.addEventListener("pointercancel", endStroke);
panels.masked.addEventListener("contextmenu", (event) => event.preventDefault());
for (const canvas of Object.values(panels))
  for (const type of ["pointermove", "pointerleave"])
    canvas.addEventListener(type, (event) => {
      const place = placeOf(event, canvas);
      if (place === state.pointed) return;
      state.pointed = place;
      draw();
    });

// ---------------------------------------------------------------- tools, by button and by key
function replace(hidden) {
  remember();
  state.hidden = hidden;
  changed();
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
    const buttons = [...group.children], next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length;
    buttons[next].click();
    buttons[next].focus();
  });
}

const keys = {
  h: () => choose("tool", "hide"), r: () => choose("tool", "reveal"),
  1: () => choose("brush", 1), 2: () => choose("brush", 2), 3: () => choose("brush", 3),
  z: actions.undo, i: actions.invert, f: actions.fill, c: actions.clear,
  v: () => choose("view", state.view === "raw" ? "pasted" : "raw"),
};
panels.masked.addEventListener("keydown", (event) => {
  if (!state.picture || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const at = state.cursor ?? 0;
  if (moves[event.key]) {
    const [down, right] = state.cursor === null ? [0, 0] : moves[event.key];
    const row = Math.min(Math.max(Math.floor(at / state.columns) + down, 0), state.rows - 1);
    const column = Math.min(Math.max((at % state.columns) + right, 0), state.columns - 1);
    state.cursor = row * state.columns + column;
    state.pointed = null;
    if (event.shiftKey) { remember(); if (dab(state.cursor, state.tool === "hide")) changed(); else state.undo.pop(); }
    draw();
    say();
  } else if (event.key === " " || event.key === "Enter") {
    state.cursor = at;
    remember();
    dab(at, !state.hidden[at]);
    changed();
    say();
  } else if (keys[event.key.toLowerCase()]) keys[event.key.toLowerCase()]();
  else return;
  event.preventDefault();
});
panels.masked.addEventListener("blur", () => { state.cursor = null; draw(); });
panels.masked.addEventListener("focus", () => {
  if (panels.masked.matches(":focus-visible")) { state.cursor ??= 0; draw(); }
});
function say() {
  find(".unseen[role=status]").textContent = fill(words.patch, {
    row: Math.floor(state.cursor / state.columns) + 1, column: (state.cursor % state.columns) + 1,
    state: state.hidden[state.cursor] ? words.hidden : words.visible,
  });
}

// ---------------------------------------------------------------- what the server sends
async function decode(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

async function receive(value) {
  // Two kinds: the answer to change number `number` of the mask, or a picture with a mask, which replaces what is here
  if (!value) return;
  const isAnswer = value.number !== undefined;
  if (isAnswer) state.waiting = null;
  else {
    state.changes += 1;
    adopt(value);
  }
  const turn = isAnswer ? value.number : state.changes;
  publish();
  if (isAnswer && turn < state.changes) ask();

  const [picture, prediction] = await Promise.all([value.picture && decode(value.picture), decode(value.prediction)]);
  if (turn < state.shown) return; // overtaken by a later one while it was decoded
  if (picture) showPicture(picture, value);
  [state.earlier, state.prediction, state.result, state.shown] = [state.prediction, prediction, value.result, turn];
  root.classList.toggle("late", state.shown < state.changes);
  describe();
  fadeIn();
  draw();
  requestAnimationFrame(() => root.dispatchEvent(new CustomEvent("painted", { bubbles: true, detail: { number: turn } })));
}

function adopt({ grid, mask }) {
  const hidden = fromHex(mask, grid[0] * grid[1]);
  if (hidden.length !== state.hidden.length) state.undo = [];
  else if (hidden.some((h, i) => h !== state.hidden[i])) remember();
  [state.rows, state.columns] = grid;
  state.hidden = hidden;
  find("[data-action=undo]").disabled = !state.undo.length;
}

function showPicture(picture, { pixelated, about }) {
  state.picture = picture;
  state.smooth = !pixelated;
  find("[data-panel=original] .fact").textContent = about;
  panels.original.setAttribute("aria-label", fill(words.original_alt, { about }));
  root.querySelectorAll(".frame").forEach((frame) => (frame.style.aspectRatio = picture.width / picture.height));
}

for (const name of Object.keys(panels)) find(`[data-panel=${name}] .name`).textContent = words[name];
find("[data-panel=masked] [role=toolbar]").setAttribute("aria-label", words.tools);
find("#mask-keys").textContent = words.keys;
panels.masked.setAttribute("aria-label", words.masked_alt);
panels.reconstructed.setAttribute("aria-label", words.waiting);
find(".result").textContent = words.waiting;
find("[data-action=undo]").disabled = true;
for (const [kind, value] of [["tool", "hide"], ["brush", 1], ["view", "pasted"]]) choose(kind, value);
new ResizeObserver(draw).observe(root);
receive(props.value);
watch("value", () => receive(props.value));
