// The code explorer: a map of test pictures by their codes, the bars of the code that stands, and what the decoder
// makes of it. The server sends {points, ...} for an autoencoder and {number, code, decoded, ...} for each question.
const words = props.words;
const root = element.querySelector(".explorer");
const find = (selector) => root.querySelector(selector);
const map = find(".field canvas"), bars = find(".bars canvas"), tip = find(".tip");
const PER_ROW = 40; // pictures in a row of the sheet
// Okabe and Ito's colours, which the colour-blind tell apart, made to stand on white and on black, and three more
const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#d6c21a", "#3a7ccf", "#d55e00", "#cc79a7", "#8a8a8a", "#b03060", "#8c6bd8"];
const KINDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const state = {
  opened: false, sheet: null, side: 28, labels: [], classes: [], // the test pictures, sent once
  name: "", points: [], share: 1, reach: 1, dead: [], says: [], // of the autoencoder at hand
  picture: 0, encoded: [], code: [], place: [], // the picture that stands, its code, the code shown and its place
  asked: 0, waiting: false, next: null, // one question at a time; the newest waits
  turn: [0.6, 0.35], kind: null, unit: 0, pointed: null,
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const named = (index) => fill(words.picture, { kind: state.classes[state.labels[index]], place: index });

// ---------------------------------------------------------------- asking
function ask(question) {
  // What Python reads is this component's value; meanwhile only the newest question is kept
  if (state.waiting) {
    state.next = question;
    return;
  }
  state.waiting = true;
  state.asked += 1;
  props.value = { name: state.name, ...question, number: state.asked };
  trigger("ask");
  setTimeout((number) => number === state.asked && answered(), 5000, state.asked); // lost on the way
}

function answered() {
  state.waiting = false;
  const next = state.next;
  state.next = null;
  if (next) ask(next);
}

// ---------------------------------------------------------------- the map
function turned(point) {
  // A place of the map as right, down and towards the viewer, before it is scaled to the screen
  if (point.length < 3) return [point[0], -(point[1] ?? 0), 0];
  const [x, y, z] = point.map((value, axis) => value - state.middle[axis]);
  const [yaw, pitch] = state.turn;
  const across = x * Math.cos(yaw) + z * Math.sin(yaw), deep = -x * Math.sin(yaw) + z * Math.cos(yaw);
  return [across, -(y * Math.cos(pitch) - deep * Math.sin(pitch)), y * Math.sin(pitch) + deep * Math.cos(pitch)];
}

function turnedBack([right, down, near]) {
  const [yaw, pitch] = state.turn, up = -down;
  const y = up * Math.cos(pitch) + near * Math.sin(pitch), deep = -up * Math.sin(pitch) + near * Math.cos(pitch);
  const x = right * Math.cos(yaw) - deep * Math.sin(yaw), z = right * Math.sin(yaw) + deep * Math.cos(yaw);
  return [x, y, z].map((value, axis) => value + state.middle[axis]);
}

const solid = () => state.points[0]?.length === 3;

function measureMap() {
  // The middle of the cloud, and how far it reaches: a turned cloud never leaves the frame
  const axes = state.points[0].map((_, axis) => state.points.map((point) => point[axis]));
  state.middle = axes.map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  if (solid()) {
    const radius = Math.max(...state.points.map((p) => Math.hypot(...p.map((v, axis) => v - state.middle[axis]))));
    state.box = [-radius, radius, -radius, radius];
  } else {
    const flat = state.points.map(turned), [xs, ys] = [0, 1].map((axis) => flat.map((place) => place[axis]));
    state.box = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  }
}

function scale() {
  const [left, right, top, bottom] = state.box, size = map.clientWidth, margin = size * 0.05;
  const by = (size - 2 * margin) / Math.max(right - left, bottom - top);
  return { by, x: size / 2 - (by * (left + right)) / 2, y: size / 2 - (by * (top + bottom)) / 2 };
}

function onScreen(point) {
  const { by, x, y } = scale(), [right, down, near] = turned(point);
  return [x + by * right, y + by * down, near];
}

function placeAt(left, top) {
  // The place of the map under the pointer; in a cloud, as deep in it as the code that stands
  const { by, x, y } = scale(), right = (left - x) / by, down = (top - y) / by;
  if (solid()) return turnedBack([right, down, turned(state.place)[2]]);
  return [right, -down].slice(0, state.points[0].length);
}

function drawMap() {
  const size = Math.round(map.clientWidth * devicePixelRatio);
  if (!size || !state.points.length) return;
  map.width = map.height = size;
  const context = map.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  const spots = state.points.map((point, index) => [...onScreen(point), index]);
  if (solid()) spots.sort((a, b) => a[2] - b[2]);
  const reach = state.box[1];
  for (const [x, y, near, index] of spots) {
    const kind = state.labels[index], other = state.kind !== null && kind !== state.kind;
    context.globalAlpha = other ? 0.12 : solid() ? 0.55 + (0.4 * near) / reach : 0.85;
    context.fillStyle = COLOURS[kind];
    context.beginPath();
    context.arc(x, y, solid() ? 3 + near / reach : 3, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
  if (state.pointed !== null) ring(context, onScreen(state.points[state.pointed]), 6);
  if (state.place.length) ring(context, onScreen(state.place), 9, true);
}

function ring(context, [x, y], radius, cross = false) {
  const style = getComputedStyle(root);
  for (const [colour, width] of [[style.getPropertyValue("--background-fill-primary"), 5], [style.color, 2]]) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    if (cross) for (const [dx, dy] of Object.values(KINDS)) {
      context.moveTo(x + dx * radius, y + dy * radius);
      context.lineTo(x + dx * (radius + 6), y + dy * (radius + 6));
    }
    context.stroke();
  }
}

function nearest(left, top, within) {
  let found = null, least = within;
  state.points.forEach((point, index) => {
    const [x, y] = onScreen(point), distance = Math.hypot(x - left, y - top);
    if (distance < least && (state.kind === null || state.labels[index] === state.kind)) [found, least] = [index, distance];
  });
  return found;
}

function point(index, left, top) {
  // Show what a point of the map is
  if (index !== state.pointed) {
    state.pointed = index;
    drawMap();
    if (index !== null) {
      cut(tip.querySelector("canvas"), index);
      tip.querySelector("span").textContent = named(index);
    }
  }
  tip.hidden = index === null;
  if (index === null) return;
  const size = map.clientWidth;
  tip.style.left = tip.style.right = tip.style.top = tip.style.bottom = "";
  tip.style[left > size / 2 ? "right" : "left"] = `${(left > size / 2 ? size - left : left) + 14}px`;
  tip.style[top > size / 2 ? "bottom" : "top"] = `${(top > size / 2 ? size - top : top) + 14}px`;
}

function cut(canvas, index) {
  // One picture of the sheet
  const { sheet, side } = state;
  const [x, y] = [(index % PER_ROW) * side, Math.floor(index / PER_ROW) * side];
  canvas.getContext("2d").drawImage(sheet, x, y, side, side, 0, 0, 28, 28);
}

let drag = null;
map.addEventListener("pointerdown", (event) => {
  if (!state.points.length) return;
  map.setPointerCapture(event.pointerId);
  drag = { x: event.offsetX, y: event.offsetY, turn: [...state.turn], moved: false };
});
map.addEventListener("pointermove", (event) => {
  if (!state.points.length) return;
  const { offsetX: left, offsetY: top } = event;
  if (!drag) return point(nearest(left, top, 9), left, top);
  drag.moved ||= Math.hypot(left - drag.x, top - drag.y) > 4;
  if (!drag.moved) return;
  point(null);
  if (solid()) {
    state.turn = [drag.turn[0] + (left - drag.x) / 120, Math.max(-1.5, Math.min(1.5, drag.turn[1] + (top - drag.y) / 120))];
    drawMap();
  } else ask({ place: placeAt(left, top) });
});
map.addEventListener("pointerup", ({ offsetX: left, offsetY: top }) => {
  if (drag && !drag.moved) {
    const index = nearest(left, top, 9);
    ask(index === null ? { place: placeAt(left, top) } : { picture: index });
  }
  drag = null;
});
map.addEventListener("pointerleave", () => point(null));
map.addEventListener("keydown", (event) => {
  const way = KINDS[event.key];
  if (!way || !state.points.length) return;
  event.preventDefault();
  if (event.shiftKey && solid()) {
    state.turn = [state.turn[0] + way[0] * 0.15, Math.max(-1.5, Math.min(1.5, state.turn[1] + way[1] * 0.15))];
    return drawMap();
  }
  // The nearest picture that lies more in this direction than aside of it
  const [x, y] = onScreen(state.place);
  let found = null, least = Infinity;
  state.points.forEach((spot, index) => {
    const [px, py] = onScreen(spot), along = (px - x) * way[0] + (py - y) * way[1];
    const aside = Math.abs((px - x) * way[1]) + Math.abs((py - y) * way[0]);
    if (index !== state.picture && along > 1 && aside <= along && along + 2 * aside < least) [found, least] = [index, along + 2 * aside];
  });
  if (found !== null) ask({ picture: found });
});

// ---------------------------------------------------------------- the code as bars
function barPlace(index) {
  const width = bars.clientWidth / state.code.length;
  return [index * width, width];
}

function drawBars() {
  const wide = Math.round(bars.clientWidth * devicePixelRatio), tall = Math.round(bars.clientHeight * devicePixelRatio);
  if (!wide || !state.code.length) return;
  [bars.width, bars.height] = [wide, tall];
  const context = bars.getContext("2d"), style = getComputedStyle(root), height = bars.clientHeight;
  const foot = state.says.length ? 16 : 0, middle = (height - foot) / 2;
  const y = (value) => middle - (Math.max(-1, Math.min(1, value / state.reach)) * (height - foot)) / 2;
  context.scale(devicePixelRatio, devicePixelRatio);
  state.code.forEach((value, index) => {
    const [left, width] = barPlace(index), gap = Math.min(3, width / 6), inner = width - 2 * gap;
    context.fillStyle = style.getPropertyValue("--background-fill-secondary");
    context.fillRect(left + gap, 0, inner, height - foot);
    // How far the number goes among the test pictures
    context.fillStyle = style.getPropertyValue("--border-color-primary");
    context.fillRect(left + gap, y(state.high[index]), inner, Math.max(1, y(state.low[index]) - y(state.high[index])));
    context.fillStyle = style.getPropertyValue("--color-accent");
    context.globalAlpha = index === state.unit ? 1 : 0.75;
    context.fillRect(left + gap, Math.min(middle, y(value)), inner, Math.max(2, Math.abs(y(value) - middle)));
    context.globalAlpha = 1;
    context.fillStyle = style.color;
    if (state.encoded.length) context.fillRect(left + gap, y(state.encoded[index]) - 1, inner, 2);
    if (state.dead[index]) {
      Object.assign(context, { strokeStyle: style.color, lineWidth: 1.5 });
      context.beginPath();
      for (const side of [-1, 1]) {
        context.moveTo(left + width / 2 - side * Math.min(8, inner / 2), middle - 8);
        context.lineTo(left + width / 2 + side * Math.min(8, inner / 2), middle + 8);
      }
      context.stroke();
    }
    if (foot) {
      Object.assign(context, { font: "11px system-ui, sans-serif", textAlign: "center", fillStyle: style.color });
      context.fillText(state.says[index].toFixed(1), left + width / 2, height - 3);
    }
  });
  describeUnit();
}

function describeUnit() {
  const index = state.unit, values = { place: index + 1, value: state.code[index].toFixed(2) };
  const text = [fill(state.encoded.length ? words.unit : words.unit_drawn, { ...values, encoded: state.encoded[index]?.toFixed(2) })];
  if (state.dead[index]) text.push(words.dead);
  if (state.says.length) text.push(fill(words.says, { nats: state.says[index].toFixed(2) }));
  const line = text.join(" · ");
  find(".unit").textContent = line[0].toUpperCase() + line.slice(1);
  bars.setAttribute("aria-label", fill(words.code_alt, { place: index + 1, count: state.code.length }));
  bars.setAttribute("aria-valuetext", line);
  bars.setAttribute("aria-valuenow", state.code[index]);
  bars.setAttribute("aria-valuemin", -state.reach);
  bars.setAttribute("aria-valuemax", state.reach);
}

function setUnit(value) {
  // Draw the bar in this frame and ask for the picture
  state.code[state.unit] = Math.max(-state.reach, Math.min(state.reach, value));
  drawBars();
  ask({ picture: state.picture, code: [...state.code] });
}

function pull(event) {
  const foot = state.says.length ? 16 : 0, middle = (bars.clientHeight - foot) / 2;
  setUnit(((middle - event.offsetY) / middle) * state.reach);
}

let pulling = false;
bars.addEventListener("pointerdown", (event) => {
  if (!state.code.length) return;
  bars.setPointerCapture(event.pointerId);
  pulling = true;
  state.unit = Math.max(0, Math.min(state.code.length - 1, Math.floor((event.offsetX / bars.clientWidth) * state.code.length)));
  pull(event);
});
bars.addEventListener("pointermove", (event) => pulling && pull(event));
bars.addEventListener("pointerup", () => (pulling = false));
bars.addEventListener("keydown", (event) => {
  const way = KINDS[event.key], step = state.reach / 20;
  if (!(way || event.key === "Home") || !state.code.length) return;
  event.preventDefault();
  if (event.key === "Home") return back();
  if (way[1]) return setUnit(state.code[state.unit] - way[1] * step);
  state.unit = Math.max(0, Math.min(state.code.length - 1, state.unit + way[0]));
  drawBars();
});

const back = () => ask({ picture: state.picture });
find("[data-action=back]").addEventListener("click", back);
find("[data-action=draw]").addEventListener("click", () => ask({ draw: Math.floor(Math.random() * 2 ** 31) }));

// ---------------------------------------------------------------- what was asked for has come
async function load(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

function show(panel, label, fact, image) {
  const figure = find(`[data-panel=${panel}]`), canvas = figure.querySelector("canvas"), context = canvas.getContext("2d");
  context.clearRect(0, 0, 28, 28);
  if (typeof image === "number") cut(canvas, image);
  else if (image) context.drawImage(image, 0, 0, 28, 28);
  figure.querySelector("figcaption").replaceChildren(
    Object.assign(document.createElement("b"), { textContent: label }),
    Object.assign(document.createElement("span"), { textContent: fact }),
  );
  canvas.setAttribute("aria-label", [label, fact].filter(Boolean).join(", "));
}

async function receive(value) {
  if (!value?.decoded || (value.sheet && state.opened)) return; // Gradio may say twice that a tab was opened
  state.opened = true;
  props.value = { picture: value.picture ?? state.picture }; // or all that came would be sent back with every event
  if (value.points) await adopt(value);
  else if (value.number !== state.asked) return; // of an autoencoder that was left meanwhile
  const [decoded, error] = await Promise.all([load(value.decoded), value.error && load(value.error)]);
  const own = value.picture !== undefined;
  if (!pulling && !state.next) state.code = value.code; // else there is a newer one on screen
  [state.place, state.encoded] = [value.place, value.encoded ?? []];
  if (own) state.picture = value.picture;
  state.unit = Math.min(state.unit, state.code.length - 1);
  show("original", words.original, own ? named(value.picture) : "", own ? value.picture : null);
  show("decoded", words.decoded, "", decoded);
  show("error", words.error, own ? words.error_note : "", error);
  const figures = own && { psnr: value.psnr.toFixed(1), l1: value.l1.toFixed(3), pixels: state.side ** 2 };
  const result = own ? fill(words.result, figures) : words.no_original;
  find(".result").textContent = value.changed ? fill(words.changed, { result }) : result;
  root.setAttribute("aria-busy", "false");
  draw();
  requestAnimationFrame(() => root.dispatchEvent(new CustomEvent("explored", { bubbles: true, detail: value })));
  answered();
}

async function adopt(value) {
  // Another autoencoder: its map, and how far its numbers go. What was asked of the one before is forgotten
  if (value.sheet) {
    state.sheet = await load(value.sheet);
    for (const key of ["side", "labels", "classes"]) state[key] = value[key];
  }
  for (const key of ["name", "points", "share", "reach", "low", "high", "dead", "says"]) state[key] = value[key];
  state.asked += 1;
  state.next = null;
  state.code = value.code;
  measureMap();
  const count = value.code.length, values = { count, pixels: state.side ** 2, share: (100 * value.share).toFixed(0) };
  const about = fill(solid() ? words.map_3 : words.map_2, values);
  find(".map-note").textContent = about;
  map.setAttribute("aria-label", fill(words.map_alt, { about: words.map_keys }));
  find(".code-note").textContent = fill(words.code, values);
  bars.title = words.code_keys;
  find(".nats-note").textContent = words.nats_title;
  find(".nats-note").hidden = !value.says.length;
  find(".legend").replaceChildren(...state.classes.map(legendEntry));
}

function legendEntry(name, kind) {
  // A class: press to see it alone
  const button = Object.assign(document.createElement("button"), { type: "button" });
  const dot = document.createElement("i");
  dot.style.background = COLOURS[kind];
  button.append(dot, name);
  button.setAttribute("aria-pressed", state.kind === kind);
  button.addEventListener("click", () => {
    state.kind = state.kind === kind ? null : kind;
    find(".legend").querySelectorAll("button").forEach((other, place) => other.setAttribute("aria-pressed", place === state.kind));
    drawMap();
  });
  return button;
}

function draw() {
  drawMap();
  drawBars();
}

find(".legend").setAttribute("aria-label", words.classes);
find(".result").textContent = words.waiting;
find("[data-action=back]").textContent = words.back;
find("[data-action=draw]").textContent = words.draw;
find("[data-panel=error]").title = words.error_title;
new ResizeObserver(draw).observe(root);
watch("value", () => receive(props.value));
