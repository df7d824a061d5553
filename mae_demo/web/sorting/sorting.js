// Changed pictures to be sorted by eye, from the closest to the original to the furthest; then their figures are shown.
import { radios } from "../shared/radios.js";
import { fill, writeWords } from "../shared/words.js";
import { agreement, FIGURES, moved, orderBy } from "./order.js";

const PLACES = { mse: 4, l1: 3, psnr: 1, ssim: 2 }; // decimals

/** The value is the server's {original, cards}; it triggers nothing. */
export function mount({ element, props, watch }) {
  const { words } = props, find = (selector) => element.querySelector(selector), list = find(".cards");
  let order = [], isRevealed = false, by = "eye"; // the visitor's order; by what the cards stand now
  let dragged = null;

  const cardOf = (key) => props.value.cards.find((card) => card.key === key);
  const itemOf = (key) => list.querySelector(`[data-key="${key}"]`);
  const shown = () => (by === "eye" ? order : orderBy(props.value.cards, by));

  function begin() {
    if (!props.value?.cards) return;
    find(".original img").src = props.value.original;
    order = props.value.cards.map((card) => card.key);
    [isRevealed, by] = [false, "eye"];
    list.replaceChildren(...order.map(item));
    show();
  }

  function item(key) {
    const made = (tag, className, text = "") =>
      Object.assign(document.createElement(tag), { className, textContent: text });
    const entry = made("li", ""), moves = made("div", "moves"), name = words[key];
    const image = made("img", "");
    Object.assign(image, { src: cardOf(key).picture, alt: name, draggable: false });
    entry.dataset.key = key;
    for (const [step, arrow, label] of [[-1, "◂", words.closer], [1, "▸", words.further]]) {
      const button = Object.assign(made("button", "", arrow), { type: "button" });
      button.setAttribute("aria-label", fill(label, { name }));
      button.addEventListener("click", () => {
        place(key, order.indexOf(key) + step);
        if (button.disabled) moves.querySelector("button:enabled").focus();
        else button.focus();
        find(".said").textContent = fill(words.stands, { name, place: order.indexOf(key) + 1, count: order.length });
      });
      moves.append(button);
    }
    image.addEventListener("pointerdown", (event) => {
      if (isRevealed || event.pointerType === "touch") return; // a finger scrolls, and has the arrows
      dragged = key;
      entry.classList.add("dragged");
    });
    entry.append(image, made("b", "", name), made("div", "figures"), moves);
    return entry;
  }

  function place(key, to) {
    order = moved(order, key, to);
    find(".said").textContent = "";
    show();
  }

  function show() {
    for (const key of shown()) list.append(itemOf(key)); // in this order
    list.classList.toggle("locked", isRevealed);
    for (const entry of list.children) {
      const { key } = entry.dataset, [closer, further] = entry.querySelectorAll(".moves button");
      entry.querySelector(".moves").hidden = isRevealed;
      closer.disabled = order[0] === key;
      further.disabled = order.at(-1) === key;
      entry.querySelector(".figures").replaceChildren(...(isRevealed ? figuresOf(key) : []));
    }
    find(".by").hidden = find(".why").hidden = !isRevealed;
    find(".reveal").textContent = isRevealed ? words.again : words.reveal;
    if (isRevealed) find(".said").textContent = compared();
  }

  function figuresOf(key) {
    const lines = Object.keys(FIGURES).map((figure) => {
      const value = cardOf(key).figures[figure].toFixed(PLACES[figure]);
      return [figure, fill(words[`${figure}_is`], { value })];
    });
    return [["eye", fill(words.your_place, { place: order.indexOf(key) + 1 })], ...lines].map(([name, textContent]) =>
      Object.assign(document.createElement("span"), { textContent, className: name === by ? "leading" : "" }));
  }

  /** On how many pairs each figure agrees with the visitor; PSNR is MSE on another scale. */
  function compared() {
    const [mse, l1, ssim] = ["mse", "l1", "ssim"].map((figure) => agreement(order, orderBy(props.value.cards, figure)));
    return fill(words.agrees, { mse: mse.alike, l1: l1.alike, ssim: ssim.alike, pairs: mse.pairs });
  }

  function sortBy(value) {
    by = value;
    show();
  }

  writeWords(element, words);
  find(".ask").textContent = words.ask;
  find(".original img").alt = find(".original figcaption").textContent = words.original;
  find(".reveal").textContent = words.reveal;
  find(".group").setAttribute("aria-label", words.by);
  find(".reveal").addEventListener("click", () => {
    if (isRevealed) {
      find(".said").textContent = "";
      return begin();
    }
    isRevealed = true;
    radios(find(".group"), ["eye", ...Object.keys(FIGURES)].map((each) => [each, words[each]]), by, sortBy);
    show();
  });
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (dragged === null) return;
    const over = document.elementFromPoint(clientX, clientY)?.closest("li[data-key]");
    if (over && list.contains(over) && over.dataset.key !== dragged) place(dragged, order.indexOf(over.dataset.key));
  });
  document.addEventListener("pointerup", () => {
    if (dragged !== null) itemOf(dragged).classList.remove("dragged");
    dragged = null;
  });
  begin();
  watch("value", begin);
}
