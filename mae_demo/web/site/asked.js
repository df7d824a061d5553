// What an address asks the page to stand as, and what it says wrongly: the static page's half of web/link.

/** Whether an address may say this for a key of shared/state.js; lists come from the page. */
function fits(key, value, { state, parts, lists }) {
  if (key in lists) {
    const isOffered = (each) => lists[key].includes(each);
    return state[key].type === "choices" ? value.split(",").every(isOffered) : isOffered(value);
  }
  const row = state[key];
  if (row?.type === "whole") {
    const number = Number(value);
    return /^-?[0-9]{1,10}$/.test(value) && row.low <= number && number <= row.high;
  }
  return row?.type !== "parts" || value.split(",").every((part) => parts.includes(part));
}

/**
 * @param {URLSearchParams} said of the address @param known {state, parts, lists, first}: STATE and PARTS of
 *   shared/state.js, the choices of each key that has some, and what stands where nothing is said; for keys that are
 *   not in `first` that is the state's fallback, or the first of its list
 * @returns {{asked: object, wrong: string[]}} a string for each key; `wrong` are keys of [link] in the text files
 */
export function askedOf(said, { state, parts, lists, first = {} }) {
  const asked = {}, wrong = [];
  for (const [key, { address, fallback }] of Object.entries(state)) {
    if (address) asked[key] = String(first[key] ?? fallback ?? lists[key]?.[0] ?? "");
  }
  for (const [key, value] of said) {
    if (!(key in asked)) continue;
    if (fits(key, value, { state, parts, lists })) asked[key] = value;
    else wrong.push(key === "image" && value === "own" ? "own_image" : `wrong_${key}`);
  }
  return { asked, wrong };
}
