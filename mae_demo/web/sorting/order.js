// Orders of cards, from the one closest to the original to the one furthest from it.

/** The figures, and whether more of one is better. */
export const FIGURES = { mse: false, l1: false, psnr: true, ssim: true };

/** Cards in the order of a figure. @param cards [{key, figures}] */
export function orderBy(cards, figure) {
  const sign = FIGURES[figure] ? -1 : 1;
  return [...cards].sort((a, b) => sign * (a.figures[figure] - b.figures[figure])).map((card) => card.key);
}

/** How many of all pairs stand in the same order in both: {alike, pairs}. @param one, other the same keys */
export function agreement(one, other) {
  let alike = 0, pairs = 0;
  one.forEach((first, i) => one.slice(i + 1).forEach((second) => {
    pairs += 1;
    if (other.indexOf(first) < other.indexOf(second)) alike += 1;
  }));
  return { alike, pairs };
}

/** The order with a key moved to another place. */
export function moved(order, key, place) {
  const others = order.filter((each) => each !== key);
  others.splice(Math.min(Math.max(place, 0), others.length), 0, key);
  return others;
}
