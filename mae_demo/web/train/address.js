// The controls of this tab as an address has them: only those that are not as they were at first.
import { TRAIN } from "../shared/state.js";

function fits({ type, low, high, choices }, value) {
  if (type === "choice") return choices.includes(value);
  return /^[0-9]{1,4}$/.test(value) && Number(value) >= low && Number(value) <= high;
}

/** @param {string} search of an address @returns {{settings: Object<string, string>, wrong: string[]}} wrong: keys */
export function read(search) {
  const asked = new URLSearchParams(search), settings = {}, wrong = [];
  for (const [key, row] of Object.entries(TRAIN)) {
    const value = asked.get(key), isRight = value !== null && fits(row, value);
    settings[key] = isRight ? value : String(row.fallback);
    if (value !== null && !isRight) wrong.push(key);
  }
  return { settings, wrong };
}

/** The address with these settings, or, for null, without any. @returns {string} */
export function written(href, settings) {
  const url = new URL(href);
  for (const [key, row] of Object.entries(TRAIN)) {
    const value = settings?.[key] ?? String(row.fallback);
    if (value === String(row.fallback) || !fits(row, value)) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  return url.href;
}
