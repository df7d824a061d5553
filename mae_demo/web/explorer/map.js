// The explorer's map: test pictures at their latent vectors, each in the colour of its class.
import { COLOURS } from "../shared/classes.js";
import { WAY } from "../shared/keys.js";
import { isCloud, nearest, onScreen, placeAt, towards } from "./space.js";

const PER_ROW = 40; // pictures in a row of the sheet
const REACH = 9; // pixels within which a point is meant

const spotsOf = ({ map, state }) => state.points.map((point) => onScreen(point, state, map.clientWidth));

/** Draw the map. */
export function drawMap(explorer) {
  const { map, state } = explorer, size = Math.round(map.clientWidth * devicePixelRatio), cloud = isCloud(state);
  if (!size || !state.points.length) return;
  map.width = map.height = size;
  const context = map.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  const spots = spotsOf(explorer).map((spot, index) => [...spot, index]);
  if (cloud) spots.sort((a, b) => a[2] - b[2]);
  const reach = state.box[1];
  for (const [x, y, near, index] of spots) {
    const kind = state.labels[index], other = state.kind !== null && kind !== state.kind;
    context.globalAlpha = other ? 0.12 : cloud ? 0.55 + (0.4 * near) / reach : 0.85;
    context.fillStyle = COLOURS[kind];
    context.beginPath();
    context.arc(x, y, cloud ? 3 + near / reach : 3, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
  const at = (point) => onScreen(point, state, map.clientWidth);
  if (state.pointed !== null) ring(explorer, context, at(state.points[state.pointed]), 6);
  if (state.place.length) ring(explorer, context, at(state.place), 9, true);
}

function ring({ root }, context, [x, y], radius, cross = false) {
  const style = getComputedStyle(root);
  for (const [colour, width] of [[style.getPropertyValue("--background-fill-primary"), 5], [style.color, 2]]) {
    Object.assign(context, { strokeStyle: colour, lineWidth: width });
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    if (cross) for (const [dx, dy] of Object.values(WAY)) {
      context.moveTo(x + dx * radius, y + dy * radius);
      context.lineTo(x + dx * (radius + 6), y + dy * (radius + 6));
    }
    context.stroke();
  }
}

/** Draw one picture of the sheet. */
export function cut({ state: { sheet, side } }, canvas, index) {
  const [x, y] = [(index % PER_ROW) * side, Math.floor(index / PER_ROW) * side];
  canvas.getContext("2d").drawImage(sheet, x, y, side, side, 0, 0, 28, 28);
}

function point(explorer, index, left, top) {
  // Show what a point of the map is
  const { map, state } = explorer, tip = explorer.find(".tip"), size = map.clientWidth;
  if (index !== state.pointed) {
    state.pointed = index;
    drawMap(explorer);
    if (index !== null) {
      cut(explorer, tip.querySelector("canvas"), index);
      tip.querySelector("span").textContent = explorer.named(index);
    }
  }
  tip.hidden = index === null;
  if (index === null) return;
  tip.style.left = tip.style.right = tip.style.top = tip.style.bottom = "";
  tip.style[left > size / 2 ? "right" : "left"] = `${(left > size / 2 ? size - left : left) + 14}px`;
  tip.style[top > size / 2 ? "bottom" : "top"] = `${(top > size / 2 ? size - top : top) + 14}px`;
}

/** Listen to pointer and keyboard. */
export function listenToMap(explorer) {
  const { map, state, questions } = explorer;
  const isOffered = (index) => state.kind === null || state.labels[index] === state.kind;
  const pointedAt = (left, top) => nearest(spotsOf(explorer), left, top, REACH, isOffered);
  const ask = (question) => questions.ask(question);
  const askPlace = (left, top) => ask({ place: placeAt(left, top, state, map.clientWidth, state.place) });
  const turn = (yaw, pitch) => {
    state.turn = [yaw, Math.max(-1.5, Math.min(1.5, pitch))];
    drawMap(explorer);
  };

  let drag = null; // the pointer that turns the cloud or goes over the map, and where it began
  map.addEventListener("pointerdown", (event) => {
    if (!state.points.length || drag) return;
    map.setPointerCapture(event.pointerId);
    drag = { pointer: event.pointerId, x: event.offsetX, y: event.offsetY, turn: [...state.turn], moved: false };
  });
  map.addEventListener("pointermove", (event) => {
    if (!state.points.length) return;
    const { offsetX: left, offsetY: top } = event;
    if (!drag) return point(explorer, pointedAt(left, top), left, top);
    if (event.pointerId !== drag.pointer) return;
    drag.moved ||= Math.hypot(left - drag.x, top - drag.y) > 4;
    if (!drag.moved) return;
    point(explorer, null);
    if (isCloud(state)) turn(drag.turn[0] + (left - drag.x) / 120, drag.turn[1] + (top - drag.y) / 120);
    else askPlace(left, top);
  });
  for (const type of ["pointerup", "pointercancel"])
    map.addEventListener(type, ({ pointerId, offsetX: left, offsetY: top }) => {
      if (pointerId !== drag?.pointer) return;
      if (type === "pointerup" && !drag.moved) {
        const index = pointedAt(left, top);
        if (index === null) askPlace(left, top);
        else ask({ picture: index });
      }
      drag = null;
    });
  map.addEventListener("pointerleave", () => point(explorer, null));
  map.addEventListener("keydown", (event) => {
    const way = WAY[event.key];
    if (!way || !state.points.length) return;
    event.preventDefault();
    if (event.shiftKey && isCloud(state)) return turn(state.turn[0] + way[0] * 0.15, state.turn[1] + way[1] * 0.15);
    const found = towards(spotsOf(explorer), onScreen(state.place, state, map.clientWidth), way, state.picture);
    if (found !== null) ask({ picture: found });
  });
}
