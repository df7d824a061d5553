// An address, and what stands on the page as its keys and values.

/** In the place of a sample: a picture that is in no link. */
export const OWN = "own";

/** An address with other values; null leaves a key out. @returns {string} */
export function addressOf(href, values) {
  const url = new URL(href);
  for (const [key, value] of Object.entries(values))
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  return url.href;
}

/** What a frame tells the page around it, and others by a link: keys that begin with __ are Gradio's and the Space's
 * own, and may hold an access token. @returns {string} the same address without them */
export function shareable(href) {
  const url = new URL(href);
  for (const key of [...url.searchParams.keys()]) if (key.startsWith("__")) url.searchParams.delete(key);
  return url.href;
}

/** What the page's components hold (`standing` of shared/events.js) as values of an address. */
export function settingsOf([checkpoint, strategy, ratio, seed, balance, { mask, image, custom }]) {
  return {
    image: image ?? OWN, checkpoint, strategy, ratio, seed,
    balance: strategy === "selective" ? balance : null,
    mask: custom ? mask : null,
  };
}
