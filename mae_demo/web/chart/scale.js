// Where the numbers of a chart stand: round ticks, and places from numbers.

/** Round numbers, so many or a few more or less, within a range. @returns {number[]} */
export function ticks(low, high, count = 6) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * (1 - 1e-9));
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** The range of numbers, with a little room; of equal ones a range around them. @returns {[number, number]} */
export function rangeOf(values, room = 0.05) {
  const low = Math.min(...values), high = Math.max(...values);
  const margin = (high - low || Math.abs(high) || 1) * room;
  return [low - margin, high + margin];
}

/** A function from a number of [low, high] to a place of [from, to]. */
export const linear = ([low, high], [from, to]) => (value) => from + ((value - low) / (high - low)) * (to - from);

/** A number in few signs: 1200 is 1,200, and 0.25 stays. */
export const short = (value) => Number(value.toPrecision(4)).toLocaleString("en-GB", { maximumFractionDigits: 4 });
