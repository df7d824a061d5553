// Sentences of mae_demo/text with their values filled in.

/** A sentence with each {key} replaced by its value, and {key:.2f} by that with two decimals, as Python writes it. */
export const fill = (text, values) => text.replace(/\{(\w+)(?::\.(\d)f)?\}/g, (_, key, decimals) =>
  (decimals === undefined ? values[key] : values[key].toFixed(decimals)));

/** Write into each [data-word] what it names. */
export function writeWords(root, words) {
  for (const node of root.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
}

/** A number of the mask: how many patches are hidden, of how many, in percent. */
export function hiddenOf(hidden) {
  const count = hidden.filter(Boolean).length, all = hidden.length || 1; // there may be no mask yet
  return { hidden: count, patches: hidden.length, percent: Math.round((100 * count) / all) };
}

/**
 * A number in groups of three digits: 1,200, but 1 200 on a German page, where a comma begins the decimals.
 * @param places decimals, at most
 */
export function grouped(value, places = 0) {
  const written = value.toLocaleString("en", { maximumFractionDigits: places });
  return globalThis.document?.documentElement.lang === "de" ? written.replaceAll(",", "\u202f") : written;
}

/** A number with so many decimals and a proper minus sign. */
export const decimal = (value, places) => value.toFixed(places).replace("-", "−");
