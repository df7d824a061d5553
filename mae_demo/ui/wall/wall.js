// The wall: what each of the chosen makes of the same picture under the same mask, sorted as one likes; and a slider
// that wipes between two of them. Until the first answer empty frames stand there.
const words = props.words;
const root = element.querySelector(".wall");
const find = (selector) => root.querySelector(selector);
const SORTS = {
  chosen: null,
  psnr: (card) => -card.figures.masked_psnr,
  ssim: (card) => -card.figures.masked_ssim,
  l1: (card) => card.figures.masked_l1,
  sharpness: (card) => Math.abs((card.figures.sharpness ?? Infinity) - 1),
};

let shown = null, hidden = [], images = {}, pointed = null, asked = 0;

const make = (tag, settings = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), settings);
  node.append(...children);
  return node;
};

// ---------------------------------------------------------------- pictures
function paint(canvas, image, masked = false) {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (!side) return;
  [canvas.width, canvas.height] = [side, Math.round((side * image.height) / image.width)];
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = Math.max(image.width, image.height) >= 128;
  context.drawImage(image, 0, 0, side, canvas.height);
  if (masked) hatchHidden(context, hidden, shown.grid);
  if (pointed !== null) outline(context, pointed, shown.grid, Math.max(2, Math.round(side / 90)));
}

function draw() {
  if (!shown) return;
  for (const canvas of root.querySelectorAll(".cards canvas")) {
    const { name } = canvas.dataset;
    paint(canvas, images[name] ?? images.original, name === "masked");
  }
  wipe();
}

function wipe() {
  // The left picture up to the edge, the right one beyond it
  const canvas = find(".wipe canvas"), side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (!side) return;
  paint(canvas, images[find(".right").value]);
  const context = canvas.getContext("2d"), left = images[find(".left").value];
  const edge = Math.round((side * find(".edge").value) / 100), share = find(".edge").value / 100;
  context.drawImage(left, 0, 0, left.width * share, left.height, 0, 0, edge, canvas.height);
  context.fillStyle = "#fff";
  context.fillRect(edge - 1, 0, 2, canvas.height);
  canvas.setAttribute("aria-label", fill(words.wipe_alt, { left: named(".left"), right: named(".right") }));
}

const named = (selector) => find(selector).selectedOptions[0].textContent;

// ---------------------------------------------------------------- cards
function figure(name, label, lines = []) {
  const canvas = make("canvas"), caption = make("figcaption", {}, make("b", { textContent: label }));
  canvas.dataset.name = name;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", [label, ...lines].join(", "));
  lines.forEach((line, place) => caption.append(make("div", { textContent: line, className: place ? "quiet" : "leading" })));
  return make("figure", {}, make("div", { className: "frame" }, canvas), caption);
}

function figuresOf({ figures, rounded }) {
  if (figures.masked_psnr === null) return [];
  const sharpness = figures.sharpness === null ? "–" : figures.sharpness.toFixed(2);
  return [
    fill(words.psnr, { value: figures.masked_psnr.toFixed(1) }),
    fill(words.more, { ssim: figures.masked_ssim.toFixed(2), l1: figures.masked_l1.toFixed(3), sharpness }),
    ...(rounded ? [words.rounded] : []),
  ];
}

function showCards() {
  const key = SORTS[find(".sort").value], cards = [...shown.cards];
  if (key) cards.sort((a, b) => key(a) - key(b));
  find(".cards").replaceChildren(
    figure("original", words.original),
    figure("masked", words.masked),
    ...cards.map((card) => figure(card.name, card.label, figuresOf(card))),
  );
  const [sort] = find(".sort").selectedOptions;
  find("[role=status]").textContent = fill(words.said, { count: cards.length, sort: sort.text, first: cards[0].label });
}

// ---------------------------------------------------------------- what was asked for has come
async function show(value) {
  const turn = ++asked, named = [["original", value.picture], ...value.cards.map((card) => [card.name, card.picture])];
  const found = await Promise.all(named.map(async ([name, source]) => [name, await load(source)]));
  if (turn !== asked) return; // a newer answer came meanwhile
  [shown, images] = [value, Object.fromEntries(found)];
  const [rows, columns] = value.grid;
  hidden = fromHex(value.mask, rows * columns);
  find(".remark").textContent = value.remark;
  const covered = hidden.filter(Boolean).length;
  find(".fact").textContent = fill(words.hidden, {
    hidden: covered, patches: hidden.length, percent: Math.round((100 * covered) / hidden.length),
  });
  const sides = [{ name: "original", label: words.original }, ...value.cards];
  for (const [selector, first] of [[".left", value.cards[0].name], [".right", value.cards.at(-1).name]]) {
    const select = find(selector), before = select.value;
    select.replaceChildren(...sides.map(({ name, label }) => make("option", { value: name, textContent: label })));
    select.value = sides.some(({ name }) => name === before) ? before : first;
  }
  root.classList.add("full");
  root.style.setProperty("--aspect", images.original.width / images.original.height);
  showCards();
  draw();
}

for (const node of root.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
find(".fact").textContent = words.waiting;
find(".cards").replaceChildren(...Array.from({ length: 4 }, () => make("div", { className: "frame" })));
find(".edge").setAttribute("aria-label", words.wipe);
find(".sort").append(...Object.keys(SORTS).map((key) => make("option", { value: key, textContent: words[`sort_${key}`] })));
find(".sort").value = "psnr";
find(".sort").addEventListener("change", () => { showCards(); draw(); });
for (const selector of [".left", ".right", ".edge"]) find(selector).addEventListener("input", wipe);
root.addEventListener("pointermove", (event) => {
  const canvas = event.target.closest?.("canvas");
  let place = null;
  if (canvas && shown) {
    const { left, top, width, height } = canvas.getBoundingClientRect(), [rows, columns] = shown.grid;
    const column = Math.floor(((event.clientX - left) / width) * columns), row = Math.floor(((event.clientY - top) / height) * rows);
    if (row >= 0 && row < rows && column >= 0 && column < columns) place = row * columns + column;
  }
  if (place !== pointed) {
    pointed = place;
    draw();
  }
});
root.addEventListener("pointerleave", () => { pointed = null; draw(); });
new ResizeObserver(draw).observe(root);
watch("value", () => props.value && show(props.value));
