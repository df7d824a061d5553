// The controls of the tab: chips, sliders and lists, each with a key of TRAIN.
import { ownGroup, showChips } from "../shared/chips.js";
import { TRAIN } from "../shared/state.js";
import { fill } from "../shared/words.js";

/**
 * Wire the controls once. @param change called with a key and the value, a string, that a person chose
 * @returns a function that shows settings: {key: string}
 */
export function controls(root, words, change) {
  const groups = new Map(), ranges = [...root.querySelectorAll("input[type=range]")];
  const named = (key, value) => words[`${key}_${value}`] ?? value;

  for (const chips of root.querySelectorAll("[role=radiogroup]")) {
    chips.setAttribute("aria-label", words[chips.dataset.key]);
    groups.set(chips, ownGroup(chips.dataset.key));
  }
  for (const range of ranges) {
    const { key } = range.dataset;
    [range.min, range.max] = [TRAIN[key].low, TRAIN[key].high];
    range.addEventListener("input", () => say(range));
    range.addEventListener("change", () => change(key, range.value));
  }
  for (const select of root.querySelectorAll("select")) {
    const { key } = select.dataset, option = (value) => new Option(value, value);
    select.append(...TRAIN[key].choices.map(option));
    select.addEventListener("change", () => change(key, select.value));
  }

  function say(range) {
    const unit = fill(words[`${range.dataset.key}_value`], { value: range.value });
    range.closest("label").querySelector("output").textContent = unit;
    range.setAttribute("aria-valuetext", unit);
  }

  return (settings) => {
    for (const [chips, group] of groups) {
      const { key } = chips.dataset, textOf = (value) => named(key, value), chosen = settings[key];
      showChips(chips, TRAIN[key].choices, { group, chosen, textOf, choose: (value) => change(key, value) });
    }
    for (const range of ranges) {
      range.value = settings[range.dataset.key];
      say(range);
    }
    for (const select of root.querySelectorAll("select")) select.value = settings[select.dataset.key];
  };
}
