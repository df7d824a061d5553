// What the engine cannot do, as a key and values from which the page makes a sentence in the visitor's language.

/**
 * Every key, and what its values say. Nothing else is thrown on purpose.
 *   unsupported {}                    the browser has no WebAssembly, or none with SIMD
 *   offline     {address}             no connection, or it was lost on the way
 *   missing     {address, status}     the server has no such file (404) or refuses it
 *   damaged     {name}                the weights are cut short, changed on the way, or not all finite numbers
 *   misfit      {name, parameter}     a parameter is missing, left over, or of another shape than the config says
 *   family      {family}              a family of models that the engine does not know
 *   large       {count, limit}        more parameters than a page should ask of a visitor's device
 *   memory      {megabytes}           the browser gives no more memory
 *   picture     {channels, height, width}  the network does not take a picture of this shape
 *   mask        {patches, expected}   the mask is not one of this picture's patches
 *   strategy    {name}                an unknown mask strategy
 *   ratio, seed, balance {value}      out of its range
 *   noise       {kind}                an unknown kind of noise
 *   latent      {name}                the checkpoint has no latent, or not one of so many numbers
 *   unloaded    {name}                a checkpoint that was not loaded, or no picture yet
 *   normalised  {name}                the checkpoint predicts pixels as they are: it has no normalised view
 *   attention   {name}                the checkpoint has no attention, or none of this token
 *   broken      {message}             a fault of the engine itself
 */
export const KEYS = [
  "unsupported", "offline", "missing", "damaged", "misfit", "family", "large", "memory", "picture", "mask",
  "strategy", "ratio", "seed", "balance", "noise", "latent", "unloaded", "normalised", "attention",
  "broken",
];

/** An Error with a `code`, one of KEYS, and `values`. */
export function refusal(code, values = {}) {
  return Object.assign(new Error(`${code} ${JSON.stringify(values)}`), { code, values });
}

/** What went wrong, as a key and values; an allocation that the browser refuses is a RangeError. */
export function refused(error) {
  if (KEYS.includes(error.code)) return { code: error.code, values: error.values };
  if (error instanceof RangeError) return { code: "memory", values: { megabytes: null } };
  return { code: "broken", values: { message: String(error) } };
}
