// The tab Compare without a server: what can be compared with what, and the wall's cards, computed by the engine.
import { make } from "../shared/elements.js";
import { listen, tell } from "../shared/events.js";
import { toHex } from "../shared/hex.js";
import { judgingOf } from "./judging.js";
import { sweepOf } from "./sweep.js";

/** The checkpoints that answer for a name: itself, those of an ensemble, or none for a filling. */
const networksOf = (name, { models, ensembles }) => ensembles[name] ?? (name in models ? [name] : []);

/**
 * Of some names those that take the masker's mask: what needs no network, and networks of its size and patches.
 * @param {{models: object, ensembles: Object<string, string[]>}} given of the page
 */
export function alike(names, masker, given) {
  const shape = (name) => {
    const { image_size, patch_size, channels } = given.models[name].config;
    return [image_size, patch_size, channels].join();
  };
  return names.filter((name) => networksOf(name, given).every((each) => shape(each) === shape(masker)));
}

/** The key of the ready-made comparison that these names are, in whatever order; null where they are none. */
export const which = (chosen, ready) => Object.keys(ready).find((key) =>
  [...ready[key]].sort().join() === [...chosen].sort().join()) ?? null;

/** A choice as the page's style knows it. */
function choice(type, name, value, text, isChosen) {
  const input = make("input", { type, name, value, checked: isChosen });
  return make("label", {}, input, make("span", { textContent: text }));
}

/**
 * Wire the tab. @param widgets by name @param given of the page @param desk of desk.js @param wall the widget, placed
 * @param refuse called with the error of what is refused @param {string[]} asked names that an address compares
 * @returns {{choose: (names: string[]) => void, arrive: () => void, painted: () => void}} choose others; compare what
 *   stands, if it is seen; it was painted on the wall
 */
export function compareOf(widgets, given, networks, desk, wall, refuse, asked) {
  const { models, words: { compare: words } } = given, find = (selector) => document.querySelector(selector);
  const ready = find("#ready .wrap"), compared = find("#compared .wrap"), note = find("#compare-note");
  const judged = judgingOf(find("#judged"), given, networks), sweep = sweepOf(widgets, given, networks);
  let chosen = asked, dataset = null, turn = 0, isOpen = false;

  const offers = () => given.compare[models[desk.shown.name].config.dataset];
  const readyOnes = () => Object.fromEntries(Object.entries(offers().ready).filter(([, names]) =>
    alike(names, desk.shown.name, given).length === names.length));

  /** Say what is chosen, as radio buttons, as boxes, and in a sentence. */
  function describe() {
    const key = which(chosen, readyOnes());
    for (const input of ready.querySelectorAll("input")) input.checked = input.value === key;
    for (const input of compared.querySelectorAll("input")) {
      input.checked = chosen.includes(input.value);
      const isLast = chosen.length === 1 && input.checked, isFull = chosen.length === given.most && !input.checked;
      input.disabled = isLast || isFull;
    }
    note.textContent = key ? words[`${key}_note`] : "";
  }

  /** What the playground's checkpoint can be compared with; what was chosen stays where it is of its data set. */
  function offer() {
    const { name } = desk.shown, there = alike(offers().choices, name, given);
    const isOther = dataset !== null && dataset !== models[name].config.dataset;
    if (isOther || !chosen.length || chosen.length > given.most || !chosen.every((each) => there.includes(each)))
      chosen = [alike(offers().first, name, given), there.slice(0, given.most)].find((names) => names.length);
    if (isOther) sweep.clear();
    dataset = models[name].config.dataset;
    ready.replaceChildren(...Object.keys(readyOnes()).map((key) => choice("radio", "ready", key, words[key], false)));
    compared.replaceChildren(...there.map((each) => choice("checkbox", "", each, given.labels[each], false)));
    describe();
  }

  /** Bring what is compared, and let the wall compute its cards: it has the same engine. */
  async function compare() {
    const mine = ++turn, { name } = desk.shown, names = [...chosen];
    tell("compared", names);
    try {
      await networks.bring([name, ...names.flatMap((each) => networksOf(each, given))], "wall");
      if (mine !== turn || desk.shown.name !== name) return;
      const { picture, hidden, rows, columns, changes } = desk.canvas.state;
      const cards = names.map((each) => ({ name: each, label: given.labels[each], figures: null, rounded: false }));
      const shown = { picture: picture.toDataURL(), grid: [rows, columns], mask: toHex(hidden), change: changes };
      wall.set({ value: { ...shown, masker: name, remark: "", cards } });
      await judge();
    } catch (error) {
      if (mine === turn) refuse(error);
    }
  }

  /** The table of what is compared, under the mask that stands. */
  async function judge() {
    const { picture: { width, height }, hidden } = desk.canvas.state;
    await judged({ names: chosen, masker: desk.shown.name, hidden, size: [width, height] });
  }

  ready.addEventListener("change", ({ target }) => {
    chosen = [...readyOnes()[target.value]];
    describe();
    compare();
  });
  compared.addEventListener("change", ({ target }) => {
    chosen = target.checked ? [...chosen, target.value] : chosen.filter((name) => name !== target.value);
    describe();
    compare();
  });

  find("#sweep-start").addEventListener("click", () => {
    if (!desk.shown) return; // the first picture is on its way
    const { name } = desk.shown, { strategy, balance } = desk.chosen;
    sweep.start(chosen, (each) => networksOf(each, given), { name, strategy, balance }).catch(refuse);
  });

  function arrive() {
    if (!isOpen || !desk.shown) return;
    offer();
    compare();
  }
  listen("tab", (name) => {
    isOpen = name === "compare";
    arrive();
  }, { late: true });
  listen("painted", arrive, { once: true }); // an address may ask for this tab
  return {
    arrive,
    /** The mask was painted on the wall. */
    painted: () => judge().catch(refuse),
    choose(names) {
      if (names.join() === chosen.join()) return;
      chosen = names;
      arrive();
    },
  };
}
