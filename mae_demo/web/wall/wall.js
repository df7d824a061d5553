// The wall: each predictor's reconstruction of the same picture under the same mask, sorted as one likes; and a slider
// that wipes between two of them. Its masked card is painted on, and the others answer. Until the first answer empty
// frames stand there.
import { make } from "../shared/elements.js";
import { listen, tell } from "../shared/events.js";
import { placeUnder } from "../shared/grid.js";
import { fromHex, toHex } from "../shared/hex.js";
import { load } from "../shared/pictures.js";
import { radios } from "../shared/radios.js";
import { fillLegend } from "../shared/scale.js";
import { fill, hiddenOf, writeWords } from "../shared/words.js";
import { aliveAnswers } from "./alive.js";
import { describe, describeNear, figureOf, sorted, SORTS } from "./cards.js";
import { paint, paintDifference } from "./drawing.js";
import { listenToPainting } from "./painting.js";
import { wipeOf } from "./wipe.js";

const TELL_AFTER = 500; // milliseconds of rest after which the server is told of a mask that the device has answered

/**
 * props has words, colours and differences (scales), engine (see shared/networks.js; or networks, the same ready made),
 * fillings, the names of those without a network, and ensembles, the two networks of each by its name. The value comes
 * as {picture, grid, mask, change, masker, remark, cards}; a card of `own`, the names in the value on its way out, has
 * no picture. It triggers `paint` when the mask was painted, which the canvas has been told.
 */
export function mount({ element, props, trigger, watch }) {
  const { words } = props, root = element.querySelector(".wall"), find = (selector) => root.querySelector(selector);
  const state = {
    cards: [], masker: "", grid: null, hidden: [], images: {}, // drawable, by name; `original` among them
    pointed: null, cursor: null, stroke: null, view: "picture",
    seen: {}, // what the playground shows, as Drawn of shared/events.js
    answered: null, // the mask whose figures stand, in hexadecimal digits
  };
  const wall = { find, words, props, state }, figures = new Map();
  let asked = 0, frame = 0, source = null, telling = null;

  // ---------------------------------------------------------------- pictures
  const shownCards = () => sorted(state.cards, find(".sort").value);

  function drawNow() {
    frame = 0;
    if (!state.images.original) return;
    const [first] = [...root.querySelectorAll(".cards canvas")].slice(2).map(({ dataset }) => dataset.name);
    for (const [name, figure] of figures) {
      const canvas = figure.querySelector("canvas"), { pointed, grid, hidden } = state;
      const image = name === "masked" ? state.images.original : state.images[name];
      if (!image) canvas.width = canvas.height = 0;
      else if (state.view === "difference" && state.images[first] && !["original", "masked"].includes(name))
        paintDifference(canvas, image, state.images[first], state, props.differences);
      else paint(canvas, image, { hidden: name === "masked" ? hidden : null, pointed, grid });
    }
    wipe.draw();
  }

  function draw() {
    frame ||= requestAnimationFrame(drawNow);
  }

  // ---------------------------------------------------------------- cards
  function figureFor(card) {
    if (!figures.has(card.name)) figures.set(card.name, figureOf(card));
    return figures.get(card.name);
  }

  /** Put the cards in order and say their figures; the two first ones stay where they are, and keep the focus. */
  function arrange() {
    const cards = shownCards(), names = new Set(["original", "masked", ...cards.map(({ name }) => name)]);
    for (const [name, figure] of figures)
      if (!names.has(name)) {
        figure.remove();
        figures.delete(name);
      }
    for (const card of cards) {
      const refusal = alive?.refusalOf(card.name);
      const notes = [card.name === state.masker && words.playground, refusal && words[`server_${refusal}`]];
      describe(figureFor(card), card, words, notes.filter(Boolean).join(" · "));
    }
    find(".cards").append(...cards.map(figureFor));
    find(".first").textContent = fill(words.difference_of, { first: cards[0].label });
    const [{ text: sort }] = find(".sort").selectedOptions;
    find("[role=status]").textContent = fill(words.said, { count: cards.length, sort, first: cards[0].label });
  }

  function describeMask() {
    find(".fact").textContent = fill(words.hidden, hiddenOf(state.hidden));
  }

  // ---------------------------------------------------------------- who answers
  const alive = aliveAnswers(wall, {
    card(name, { picture, near, figures: all }) {
      const card = state.cards.find((each) => each.name === name);
      if (!card) return; // others were chosen meanwhile
      state.images[name] = picture;
      if (all) card.figures = all;
      else describeNear(figureFor(card), near, words);
      draw();
    },
    done(isRest, mask) {
      if (!isRest) return;
      state.answered = toHex(mask);
      arrange();
      draw();
    },
    changed() {
      publish();
      if (alive.isReady()) root.dataset.engine = "ready";
      complete();
    },
  });

  /** What is read as the value of this widget. */
  function publish() {
    props.value = { own: alive?.own() ?? [] };
  }

  /** Have the cards computed that the server has left to this page, by it where it has become theirs. */
  function complete() {
    const here = alive?.own() ?? [], missing = state.cards.filter(({ name }) => !state.images[name]);
    if (missing.some(({ name }) => !here.includes(name))) trigger("paint");
    const isOld = state.answered !== toHex(state.hidden) && state.cards.some(({ picture }) => !picture);
    if (alive?.isReady() && !state.stroke && (missing.length || isOld)) alive.ask(state.hidden, true);
  }

  /** The mask is another one: draw it, and let the device answer. */
  function changed() {
    draw();
    describeMask();
    clearTimeout(telling);
    if (alive?.isReady()) alive.ask(state.hidden, false);
  }

  /** The stroke is over: the playground hears of it, and the server when it rests. */
  function rests() {
    tell("masked", { hidden: state.hidden });
    const isHere = alive?.isReady();
    if (isHere) alive.ask(state.hidden, true);
    publish();
    clearTimeout(telling);
    telling = setTimeout(() => trigger("paint"), isHere ? TELL_AFTER : 0);
  }

  const isGrid = ([rows, columns]) => state.seen.rows === rows && state.seen.columns === columns;

  async function show(value) {
    const turn = ++asked, sent = value.cards.filter(({ picture }) => picture);
    const named = [{ name: "original", picture: value.picture }, ...sent];
    const found = await Promise.all(named.map(async ({ name, picture }) => [name, await load(picture)]));
    if (turn !== asked) return; // a newer answer came meanwhile
    const isPainted = value.change !== null && value.change < state.seen.changes && isGrid(value.grid);
    if (value.picture !== source) [state.images, state.answered, state.pointed] = [{}, null, null];
    const before = new Map(state.cards.map((card) => [card.name, card.figures]));
    source = value.picture;
    state.cards = value.cards.map((card) => ({ ...card, figures: card.figures ?? before.get(card.name) ?? null }));
    Object.assign(state, { masker: value.masker, grid: value.grid });
    Object.assign(state.images, Object.fromEntries(found));
    if (!state.stroke && !isPainted) state.hidden = fromHex(value.mask, value.grid[0] * value.grid[1]);
    find(".remark").textContent = value.remark;
    describeMask();
    wipe.offer(state.cards);
    root.classList.add("full");
    root.style.setProperty("--aspect", state.images.original.width / state.images.original.height);
    arrange();
    draw();
    publish();
    complete();
    alive?.prepare();
  }

  function point(place) {
    if (place === state.pointed) return;
    state.pointed = place;
    draw();
  }

  // ---------------------------------------------------------------- the page
  writeWords(root, words);
  find(".fact").textContent = words.waiting;
  find(".cards").replaceChildren(...Array.from({ length: 4 }, () => make("div", { className: "frame" })));
  const optionOf = (key) => make("option", { value: key, textContent: words[`sort_${key}`] });
  find(".sort").append(...Object.keys(SORTS).map(optionOf));
  find(".sort").value = "psnr";
  find(".sort").addEventListener("change", () => { arrange(); draw(); });
  const views = [["picture", words.view_picture], ["difference", words.view_difference]];
  find(".views").setAttribute("aria-label", words.view);
  radios(find(".views"), views, state.view, (view) => {
    state.view = view;
    find(".key").hidden = view !== "difference";
    draw();
  });
  fillLegend(find(".legend"), props.differences, ["{value}", "+{value}"]);
  const wipe = wipeOf(wall);
  for (const [name, label] of [["original", words.original], ["masked", words.masked]]) figureFor({ name, label });
  const panel = figures.get("masked").querySelector("canvas");
  Object.assign(panel, { tabIndex: 0, className: "paintable" });
  panel.setAttribute("role", "application");
  panel.setAttribute("aria-label", words.masked_alt);
  const invitation = make("div", { textContent: words.paint, className: "quiet" });
  figures.get("masked").querySelector("figcaption").append(invitation);
  listenToPainting(panel, wall, { changed, rests, draw });
  root.addEventListener("pointermove", ({ clientX, clientY, target }) => {
    const canvas = target.closest?.(".cards canvas");
    point(canvas && state.grid ? placeUnder(clientX, clientY, canvas.getBoundingClientRect(), state.grid) : null);
  });
  root.addEventListener("pointerleave", () => point(null));
  new ResizeObserver(draw).observe(root);
  listen("drawn", (drawn) => { state.seen = drawn; }, { late: true });
  const receive = () => {
    if (!props.value?.cards) return;
    if (!state.cards.length) find(".cards").replaceChildren(figures.get("original"), figures.get("masked"));
    show(props.value);
  };
  receive();
  watch("value", receive);
}
