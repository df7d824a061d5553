// What the server sends to the explorer: another autoencoder with its map, or the answer to a question.
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
  const [sheet, decoded, error] = await Promise.all([value.sheet, value.decoded, value.error].map((source) => source && load(source)));
  if (value.points) adopt(value, sheet);
  else if (value.name !== state.name || value.number !== asked) return; // of an autoencoder that was left meanwhile
  const own = value.picture !== undefined;
  if (pulling === null && !next) state.code = value.code; // else there is a newer one on screen
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
  goOn();
}

function adopt(value, sheet) {
  // Another autoencoder: its map, and how far its numbers go. What waits to be asked of the one before is forgotten
  if (sheet) {
    state.sheet = sheet;
    for (const key of ["side", "labels", "classes"]) state[key] = value[key];
  }
  for (const key of ["name", "points", "share", "reach", "low", "high", "dead", "says"]) state[key] = value[key];
  next = null;
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

// One after the other, in the order in which they came: a picture takes a moment to be loaded
let opened = false, received = Promise.resolve();
watch("value", () => {
  const value = props.value;
  if (!value?.decoded || (value.sheet && opened)) return; // Gradio may say twice that a tab was opened
  opened = true;
  props.value = { stands: value.picture ?? state.picture }; // or all that came would be sent back with every event
  received = received.finally(() => receive(value));
});
