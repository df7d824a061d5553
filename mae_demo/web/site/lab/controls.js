// The controls of a panel, as site/lab.py writes them: chips, numbers, and strips of test pictures, by their keys.
import { pair } from "../controls.js";
import { place } from "../place.js";

/**
 * @param {Element} section of the panel @param tools of tab.js @param {() => void} changed by a person
 * @returns {{values: () => object, set: (values: object) => void}} values by key, as strings or numbers
 */
export function controlsOf(section, { widgets, given: { lab } }, changed) {
  const controls = {};
  for (const element of section.querySelectorAll("[data-key]")) {
    const { key, legend } = element.dataset;
    if (legend) controls[key] = stripIn(element, legend);
    else controls[key] = element.matches("fieldset") ? chipsIn(element) : numberIn(element);
  }

  function chipsIn(fieldset) {
    const radios = [...fieldset.querySelectorAll("[type=radio]")];
    for (const radio of radios) radio.addEventListener("change", changed);
    return {
      get: () => radios.find((radio) => radio.checked).value,
      set: (value) => radios.forEach((radio) => (radio.checked = radio.value === String(value))),
    };
  }

  function numberIn(row) {
    const range = row.querySelector("[type=range]");
    const set = pair(row, range.value, changed);
    return { get: () => Number(range.value), set };
  }

  function stripIn(element, legend) {
    const pictures = lab.pictures.map((sample) => ({ place: sample.place, name: sample.caption, url: sample.address }));
    const given = { value: Number(element.dataset.value), legend, pictures };
    const strip = place(element, widgets.strip, given, { input: changed });
    return { get: () => strip.props.value, set: (value) => strip.set({ value: Number(value) }) };
  }

  return {
    values: () => Object.fromEntries(Object.entries(controls).map(([key, { get }]) => [key, get()])),
    set(values) {
      for (const [key, { set }] of Object.entries(controls)) if (key in values) set(values[key]);
    },
  };
}
