// What the explorer is told, by the server or by local.js: another autoencoder with its map, or an answer.
import { COLOURS } from "../shared/classes.js";
import { tell } from "../shared/events.js";
import { load } from "../shared/pictures.js";
import { fill } from "../shared/words.js";
import { drawBars } from "./bars.js";
import { cut, drawMap } from "./map.js";
import { isCloud, measured } from "./space.js";

/** Take {points, ...}, another autoencoder, or {number, ...}, the answer to that question. */
export async function receive(explorer, value) {
  const { find, named, questions, root, state, words } = explorer;
  const sources = [value.sheet, value.decoded, value.error];
  const isAddress = (source) => typeof source === "string";
  const seen = sources.map((source) => (isAddress(source) ? load(source) : source));
  const [sheet, decoded, error] = await Promise.all(seen);
  if (value.points) adopt(explorer, value, sheet);
  else if (value.name !== state.name || value.number !== explorer.asked) return; // of an autoencoder that was left
  if (!decoded) { // a map alone
    questions.drop();
    return questions.ask({ picture: value.picture });
  }
  if (value.points) explorer.local?.prepare();
  const own = value.picture !== undefined;
  if (explorer.pulling === null && !questions.hasNext) state.code = value.code; // else there is a newer one on screen
  [state.place, state.encoded] = [value.place, value.encoded ?? []];
  if (own) state.picture = value.picture;
  state.unit = Math.min(state.unit, state.code.length - 1);
  show(explorer, "original", words.original, own ? named(value.picture) : "", own ? value.picture : null);
  show(explorer, "decoded", words.decoded, "", decoded);
  show(explorer, "error", words.error, own ? words.error_note : "", error);
  const figures = own && { psnr: value.psnr.toFixed(1), l1: value.l1.toFixed(3), pixels: state.side ** 2 };
  const result = own ? fill(words.result, figures) : words.no_original;
  find(".result").textContent = value.changed ? fill(words.changed, { result }) : result;
  root.setAttribute("aria-busy", "false");
  drawMap(explorer);
  drawBars(explorer);
  requestAnimationFrame(() => tell("explored", value));
  questions.goOn();
}

function show(explorer, panel, label, fact, image) {
  const figure = explorer.find(`[data-panel=${panel}]`);
  const canvas = figure.querySelector("canvas"), context = canvas.getContext("2d");
  context.clearRect(0, 0, 28, 28);
  if (typeof image === "number") cut(explorer, canvas, image);
  else if (image) context.drawImage(image, 0, 0, 28, 28);
  figure.querySelector("figcaption").replaceChildren(
    Object.assign(document.createElement("b"), { textContent: label }),
    Object.assign(document.createElement("span"), { textContent: fact }),
  );
  canvas.setAttribute("aria-label", [label, fact].filter(Boolean).join(", "));
}

function adopt(explorer, value, sheet) {
  // Another autoencoder: its map, and how far its numbers go. What waits to be asked of the one before is forgotten
  const { bars, find, map, questions, state, words } = explorer;
  const own = ["name", "points", "share", "reach", "low", "high", "dead", "says"];
  own.push("mean", "directions", "centre", "deviation");
  [state.code, state.place] = [value.code ?? [], value.place ?? []];
  if (sheet) own.push("side", "labels", "classes");
  for (const key of own) state[key] = value[key];
  if (sheet) state.sheet = sheet;
  questions.forget();
  Object.assign(state, measured(state.points, state.turn));
  const count = value.mean.length, values = { count, pixels: state.side ** 2, share: (100 * value.share).toFixed(0) };
  find(".map-note").textContent = fill(isCloud(state) ? words.map_3 : words.map_2, values);
  map.setAttribute("aria-label", fill(words.map_alt, { about: words.map_keys }));
  find(".code-note").textContent = fill(words.code, values);
  bars.title = words.code_keys;
  find(".nats-note").textContent = words.nats_title;
  find(".nats-note").hidden = !value.says.length;
  find(".legend").replaceChildren(...state.classes.map((name, kind) => legendEntry(explorer, name, kind)));
}

function legendEntry(explorer, name, kind) {
  // A class: press to see it alone
  const { find, state } = explorer, button = Object.assign(document.createElement("button"), { type: "button" });
  const dot = document.createElement("i");
  dot.style.background = COLOURS[kind];
  button.append(dot, name);
  button.setAttribute("aria-pressed", state.kind === kind);
  button.addEventListener("click", () => {
    state.kind = state.kind === kind ? null : kind;
    [...find(".legend").children].forEach((each, at) => each.setAttribute("aria-pressed", at === state.kind));
    drawMap(explorer);
  });
  return button;
}
