// The stages as a row of tabs: each a picture, a name and a shape.
import { around } from "../shared/keys.js";

const STEP = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * @param {Element} list a tablist
 * @param {string} panel id of what a tab opens
 * @param {{choose: (key: string) => void, point: (key: string?) => void}} told by whom clicks, or moves by arrow keys,
 *   and by the pointer
 */
export function stageRow(list, panel, words, { choose, point }) {
  const tabs = () => [...list.children];

  function tabOf(key) {
    const [tab, picture, name, shape] = ["button", "canvas", "span", "span"].map((tag) => document.createElement(tag));
    Object.assign(tab, { type: "button", role: "tab", value: key, id: `stage-${key}` });
    Object.assign(name, { className: "name", textContent: words[key] });
    shape.className = "shape";
    tab.setAttribute("aria-controls", panel);
    picture.setAttribute("aria-hidden", "true");
    tab.append(picture, name, shape);
    tab.addEventListener("click", () => choose(key));
    tab.addEventListener("pointerenter", () => point(key));
    tab.addEventListener("pointerleave", () => point(null));
    return tab;
  }

  list.addEventListener("keydown", (event) => {
    const ends = { Home: tabs()[0], End: tabs().at(-1) }, tab = event.target.closest("[role=tab]");
    const next = STEP[event.key] ? around(tabs(), tab, STEP[event.key]) : ends[event.key];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation(); // the tabs of the whole page have arrow keys, too
    choose(next.value);
    next.focus({ preventScroll: true });
  });

  return {
    /** Show other stages. */
    fill: (keys) => list.replaceChildren(...keys.map(tabOf)),
    /** Each stage's canvas, by its key. */
    pictures: () => new Map(tabs().map((tab) => [tab.value, tab.querySelector("canvas")])),
    /** Mark the chosen stage, and bring it into view within the row. */
    choose(key) {
      for (const tab of tabs()) {
        const isChosen = tab.value === key;
        tab.setAttribute("aria-selected", isChosen);
        tab.tabIndex = isChosen ? 0 : -1;
        if (isChosen) list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
      }
    },
    /** Light the stage that is pointed at, here or in the source; null: none. */
    light(key) {
      for (const tab of tabs()) tab.classList.toggle("lit", tab.value === key);
    },
    /** Write each stage's shape; stale: whether it is of another mask than the one that stands. */
    describe(shapeOf, stale) {
      for (const tab of tabs()) {
        const shape = tab.querySelector(".shape");
        shape.textContent = shapeOf(tab.value);
        shape.classList.toggle("stale", stale);
      }
    },
  };
}
