// The explorer's map: test pictures at their codes, each in the colour of its class; a code of three numbers is a cloud.
const map = find(".field canvas"), tip = find(".tip");
const PER_ROW = 40; // pictures in a row of the sheet
// Okabe and Ito's colours, which the colour-blind tell apart, made to stand on white and on black, and three more
const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#d6c21a", "#3a7ccf", "#d55e00", "#cc79a7", "#8a8a8a", "#b03060", "#8c6bd8"];

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

let drag = null; // the pointer that turns the cloud or goes over the map, and where it began
map.addEventListener("pointerdown", (event) => {
  if (!state.points.length || drag) return;
  map.setPointerCapture(event.pointerId);
  drag = { pointer: event.pointerId, x: event.offsetX, y: event.offsetY, turn: [...state.turn], moved: false };
});
map.addEventListener("pointermove", (event) => {
  if (!state.points.length) return;
  const { offsetX: left, offsetY: top } = event;
  if (!drag) return point(nearest(left, top, 9), left, top);
  if (event.pointerId !== drag.pointer) return;
  drag.moved ||= Math.hypot(left - drag.x, top - drag.y) > 4;
  if (!drag.moved) return;
  point(null);
  if (solid()) {
    state.turn = [drag.turn[0] + (left - drag.x) / 120, Math.max(-1.5, Math.min(1.5, drag.turn[1] + (top - drag.y) / 120))];
    drawMap();
  } else ask({ place: placeAt(left, top) });
});
for (const type of ["pointerup", "pointercancel"])
  map.addEventListener(type, ({ pointerId, offsetX: left, offsetY: top }) => {
    if (pointerId !== drag?.pointer) return;
    if (type === "pointerup" && !drag.moved) {
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
