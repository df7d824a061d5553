// An address, and what stands on the page as its keys and values.
import { PANELS, STATE } from "./state.js";

/** In the place of a sample: a picture that is in no link. */
export const OWN = "own";

/** The keys that say what stands on the Playground. */
const PLAYGROUND = Object.keys(STATE).filter((key) => STATE[key].address && STATE[key].file);

/** An address with other values; null leaves a key out. @returns {string} */
export function addressOf(href, values) {
  const url = new URL(href);
  for (const [key, value] of Object.entries(values))
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  url.search = url.search.replaceAll("%2C", ","); // lists stay readable
  return url.href;
}

/** What the page's components hold (`standing` of shared/events.js) as values of an address. */
export function settingsOf([checkpoint, strategy, ratio, seed, balance, { mask, image, custom, blend }]) {
  return {
    image: image ?? OWN, checkpoint, strategy, ratio, seed,
    balance: strategy === "selective" ? balance : null,
    mask: custom ? mask : null,
    blend: blend ? "1" : null,
  };
}

/** A panel of 'Autoencoders' and what its controls hold (`panel` of shared/events.js) as values of an address. */
export function panelOf({ panel, values }) {
  const keys = Object.keys(PANELS[panel]);
  return { panel, ...Object.fromEntries(keys.map((key, i) => [key, values[i]])) };
}

const ALL = ["panel", ...Object.values(PANELS).flatMap((controls) => Object.keys(controls))];
const without = (keys) => Object.fromEntries(keys.map((key) => [key, null]));

/** Tabs on which nothing depends on the Playground. */
const APART = ["lab", "train", "lessons", "about"];

/**
 * What stands on the page as an address says it: of each tab what it shows.
 * @param {{playground: object, stage: string?, tab: string?, compare: string?, lab: object?, lesson: object?}} stands
 * @param {{isShort: boolean}} how isShort: without the Playground, where the open tab does not depend on it
 */
export function valuesOf({ playground, stage, tab, compare, lab, lesson = null }, { isShort }) {
  return {
    lesson: lesson?.lesson ?? null,
    step: lesson?.step ?? null,
    ...(isShort && APART.includes(tab) ? without(Object.keys(playground)) : playground),
    stage: tab === null ? stage : null,
    tab: lesson && tab === "lessons" ? null : tab, // a lesson at its question is on its own tab
    compare: tab === "compare" ? compare : null,
    ...without(ALL),
    ...(tab === "lab" ? lab : null),
  };
}

/** What link.js triggers to go where an address, as URLSearchParams, leads; what names no place leads nowhere. */
export function leadsTo(query) {
  const tab = query.get("tab"), panel = query.get("panel"), events = [];
  if (PLAYGROUND.some((key) => query.has(key))) events.push("go");
  if (tab === "compare" && query.has("compare")) events.push("open_compare");
  if (tab === "lab" && Object.hasOwn(PANELS, panel ?? "")) events.push(`open_${panel}`);
  if (!events.length && query.has("tab")) events.push("open_tab");
  return events;
}

/** What a frame tells the page around it, and others by a link: keys that begin with __ are Gradio's and the Space's
 * own, and may hold an access token. @returns {string} the same address without them */
export function shareable(href) {
  const url = new URL(href);
  for (const key of [...url.searchParams.keys()]) if (key.startsWith("__")) url.searchParams.delete(key);
  return url.href;
}
