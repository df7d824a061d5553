// The controls of a widget as an address has them, by a table of state.js: those that are not as they were at first.

function fits({ type, low, high }, value, choices) {
  if (type === "choice") return choices.includes(value);
  return /^[0-9]{1,4}$/.test(value) && Number(value) >= low && Number(value) <= high;
}

/**
 * What an address asks for; the usual stands for the rest.
 * @param {string} search of an address
 * @param offered choices by key, where the table has none: the first is the usual
 * @returns {{settings: Object<string, string>, wrong: string[]}} wrong: keys whose value cannot be had
 */
export function read(search, table, offered = {}) {
  const asked = new URLSearchParams(search), settings = {}, wrong = [];
  for (const [key, row] of Object.entries(table)) {
    const choices = row.choices ?? offered[key], value = asked.get(key);
    const isRight = value !== null && fits(row, value, choices);
    settings[key] = isRight ? value : String(row.fallback ?? choices[0]);
    if (value !== null && !isRight) wrong.push(key);
  }
  return { settings, wrong };
}

/** The address with these settings, or, for null, without any. @returns {string} */
export function written(href, settings, table, offered = {}) {
  const url = new URL(href);
  for (const [key, row] of Object.entries(table)) {
    const choices = row.choices ?? offered[key], usual = String(row.fallback ?? choices[0]);
    const value = settings?.[key] ?? usual;
    if (value === usual || !fits(row, value, choices)) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  return url.href;
}
