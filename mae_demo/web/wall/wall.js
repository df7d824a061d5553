// The wall: each predictor's reconstruction of the same picture under the same mask, sorted as one likes; and a slider
// that wipes between two of them. Until the first answer empty frames stand there.
import { placeUnder } from "../shared/grid.js";
import { fromHex } from "../shared/hex.js";
import { hatchHidden, outline } from "../shared/patches.js";
import { isSmooth, load } from "../shared/pictures.js";
import { fill, hiddenOf, writeWords } from "../shared/words.js";
import { figureOf, make, sorted, SORTS } from "./cards.js";

/** The value of this widget is {picture, grid, mask, remark, cards}. */
export function mount({ element, props, watch }) {
  const { words } = props, root = element.querySelector(".wall"), find = (selector) => root.querySelector(selector);
  let shown = null, hidden = [], images = {}, pointed = null, asked = 0;

  // ---------------------------------------------------------------- pictures
  function paint(canvas, image, masked = false) {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!side) return;
    [canvas.width, canvas.height] = [side, Math.round((side * image.height) / image.width)];
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = isSmooth(image);
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
    const context = canvas.getContext("2d"), left = images[find(".left").value], fraction = find(".edge").value / 100;
    const edge = Math.round(side * fraction);
    context.drawImage(left, 0, 0, left.width * fraction, left.height, 0, 0, edge, canvas.height);
    context.fillStyle = "#fff";
    context.fillRect(edge - 1, 0, 2, canvas.height);
    const named = (selector) => find(selector).selectedOptions[0].textContent;
    canvas.setAttribute("aria-label", fill(words.wipe_alt, { left: named(".left"), right: named(".right") }));
  }

  // ---------------------------------------------------------------- cards
  function showCards() {
    const cards = sorted(shown.cards, find(".sort").value), [sort] = find(".sort").selectedOptions;
    find(".cards").replaceChildren(
      figureOf({ name: "original", label: words.original }, words),
      figureOf({ name: "masked", label: words.masked }, words),
      ...cards.map((card) => figureOf(card, words)),
    );
    const said = { count: cards.length, sort: sort.text, first: cards[0].label };
    find("[role=status]").textContent = fill(words.said, said);
  }

  async function show(value) {
    const turn = ++asked, named = [{ name: "original", picture: value.picture }, ...value.cards];
    const found = await Promise.all(named.map(async ({ name, picture }) => [name, await load(picture)]));
    if (turn !== asked) return; // a newer answer came meanwhile
    [shown, images] = [value, Object.fromEntries(found)];
    hidden = fromHex(value.mask, value.grid[0] * value.grid[1]);
    find(".remark").textContent = value.remark;
    find(".fact").textContent = fill(words.hidden, hiddenOf(hidden));
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

  function point(place) {
    if (place === pointed) return;
    pointed = place;
    draw();
  }

  writeWords(root, words);
  find(".fact").textContent = words.waiting;
  find(".cards").replaceChildren(...Array.from({ length: 4 }, () => make("div", { className: "frame" })));
  find(".edge").setAttribute("aria-label", words.wipe);
  const optionOf = (key) => make("option", { value: key, textContent: words[`sort_${key}`] });
  find(".sort").append(...Object.keys(SORTS).map(optionOf));
  find(".sort").value = "psnr";
  find(".sort").addEventListener("change", () => { showCards(); draw(); });
  for (const selector of [".left", ".right", ".edge"]) find(selector).addEventListener("input", wipe);
  root.addEventListener("pointermove", ({ clientX, clientY, target }) => {
    const canvas = target.closest?.("canvas");
    point(canvas && shown ? placeUnder(clientX, clientY, canvas.getBoundingClientRect(), shown.grid) : null);
  });
  root.addEventListener("pointerleave", () => { pointed = null; draw(); });
  new ResizeObserver(draw).observe(root);
  const receive = () => props.value && show(props.value);
  receive();
  watch("value", receive);
}
