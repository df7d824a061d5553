// The tab Autoencoders without a server: panels that the engine answers, or figures that were measured once.
import { listen, tell } from "../../shared/events.js";
import { picturesOf } from "../../shared/grey.js";
import { load } from "../../shared/pictures.js";
import { PANELS } from "../../shared/state.js";
import { tabsOf } from "../controls.js";
import { jsonAt } from "../networks.js";
import { anomalyPanel } from "./anomaly.js";
import { denoisingPanel } from "./denoising.js";
import { featuresPanel } from "./features.js";
import { guessPanel } from "./guess.js";
import { interpolationPanel } from "./interpolation.js";
import { latentSpacePanel } from "./latent_space.js";
import { perceptionPanel } from "./perception.js";
import { sizesPanel } from "./sizes.js";

const EXPLORER = "latent_space"; // its widget tells by itself what it shows
const MAKERS = {
  [EXPLORER]: latentSpacePanel, interpolation: interpolationPanel, bottleneck: sizesPanel, features: featuresPanel,
  denoising: denoisingPanel, anomaly: anomalyPanel, l1_or_mse: guessPanel, perception: perceptionPanel,
};

/** What a link sets a panel's controls to; what stands at first is taken for what it does not say, or says wrongly. */
export function askedOfPanel(table, query, offered, first) {
  const wrong = [], fits = ({ type, low, high }, value, choices) =>
    (type === "whole" ? /^[0-9]{1,4}$/.test(value) && low <= value && value <= high : choices.includes(value));
  const values = Object.entries(table).map(([key, row]) => {
    const value = query.get(key), isRight = value !== null && fits(row, value, row.choices ?? offered[key]);
    if (value !== null && !isRight) wrong.push(key);
    const usual = row.fallback ?? first[key];
    return [key, isRight ? (Number.isInteger(row.fallback) || row.type === "whole" ? Number(value) : value) : usual];
  });
  return { values: Object.fromEntries(values), wrong };
}

/**
 * Fill the tab; a panel is filled when it is opened first. @param widgets by name @param given what site/given.py says
 * @param networks of the page @param {{refuse: (error: Error, again: () => void) => void, warn: () => void}} hear
 *   warn: called when a link sets a panel to what it cannot show
 * @returns {{open: (panel: string, query: URLSearchParams) => void}} open a panel as a link says
 */
export function labOf(widgets, given, networks, { refuse, warn }) {
  const root = document.querySelector("#panels"), names = given.lab.panels, made = {}, { lab } = given;
  const painted = new Promise((resolve) => listen("painted", resolve, { once: true, late: true }));
  let coming = null, current = names[0], isOpen = false;

  /** What was measured, and the test pictures; they come after the first picture of the Playground. */
  function data() {
    coming ??= painted.then(async () => {
      const [measured, sheet] = await Promise.all([jsonAt(lab.data), load(lab.sheet)]);
      return { ...measured, pictureAt: picturesOf(sheet, measured.side) };
    }).catch((error) => {
      coming = null;
      throw Object.assign(new Error(String(error)), { code: "offline", values: {} });
    });
    return coming;
  }

  function panel(name) {
    const changed = () => {
      if (name !== EXPLORER) tellPanel(name);
      show(name);
    };
    const tools = { widgets, given, networks, words: given.words, data, changed };
    made[name] ??= MAKERS[name](document.getElementById(`${name}-panel`), tools);
    return made[name];
  }

  function tellPanel(name) {
    if (name === EXPLORER) return tell("panel", { panel: name });
    const values = panel(name).values();
    return tell("panel", { panel: name, values: Object.keys(PANELS[name]).map((key) => values[key]) });
  }

  const waiting = new Map(); // panels that compute; true where something has changed meanwhile
  async function show(name) {
    if (waiting.has(name)) return waiting.set(name, true);
    do {
      waiting.set(name, false);
      try {
        await panel(name).show();
      } catch (error) {
        refuse(error, () => show(name));
      }
    } while (waiting.get(name));
    return waiting.delete(name);
  }

  const choose = tabsOf((name) => {
    current = name?.replace("-panel", "") ?? names[0];
    if (isOpen) open();
  }, root.querySelector("[role=tablist]"));
  function open() {
    tellPanel(current);
    show(current);
  }
  choose(`${current}-panel`);
  listen("tab", (name) => {
    isOpen = name === "lab";
    if (isOpen) queueMicrotask(open); // a link may choose another panel before that
  }, { late: true });

  return {
    open(name, query) {
      if (!names.includes(name)) return; // this page does not have it
      const pictures = lab.pictures.map((sample) => String(sample.place)), first = panel(name).values();
      const offered = { picture: pictures, from: pictures, to: pictures, autoencoder: lab.explored, imagined: [] };
      const { values, wrong } = askedOfPanel(PANELS[name], query, offered, { ...first, autoencoder: lab.explored[0] });
      panel(name).set(values);
      if (current === name && isOpen) open();
      else choose(`${name}-panel`);
      if (wrong.length) warn();
    },
  };
}
