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

/** What the page's components hold (`standing` of shared/events.js) as values of an address. */
export function settingsOf([checkpoint, strategy, ratio, seed, balance, { mask, image, custom }]) {
  return {
    image: image ?? OWN, checkpoint, strategy, ratio, seed,
    balance: strategy === "selective" ? balance : null,
    mask: custom ? mask : null,
  };
}
