// When a page that was refused asks again. Each waits for a time of its own, so that those refused together do not come
// together again, and longer from time to time.

const [SHORTEST, LONGEST] = [2, 30]; // seconds

/** Seconds to wait after so many refusals before. @param {number} chance from 0 to 1, another one each time */
export const pause = (refusals, chance) => Math.min(SHORTEST * 2 ** refusals, LONGEST) * (0.5 + chance);
