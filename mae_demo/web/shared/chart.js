// A chart of a few lines as SVG, drawn at the width that it has, so that its letters stay as large as the page's.
import { grouped } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 8, 42]; // pixels around the lines

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
export const short = (value) => grouped(Number(value.toPrecision(4)), 4);

/**
 * Where the numbers of lines stand in so many pixels: to the right and up.
 * @param lines, limits as in `drawChart` @returns {{across: Function, down: Function, xs: number[], ys: number[]}}
 */
export function placed(lines, { x_limits, y_limits, places }, width, height) {
  const points = lines.flatMap((each) => each.points), numberOf = (x) => (places ? places.indexOf(String(x)) : x);
  const xs = x_limits ?? (places ? [0, places.length - 1] : rangeOf(points.map(([x]) => x), 0.02));
  const ys = y_limits ?? rangeOf(points.map(([, y]) => y));
  const right = linear(xs, [LEFT, width - RIGHT]);
  return { across: (x) => right(numberOf(x)), down: linear(ys, [height - BOTTOM, TOP]), xs, ys };
}

function shape(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/**
 * Draw anew. Nothing is drawn where the element is not seen, or where there are no lines.
 * @param {SVGElement} svg
 * @param {{lines: {name: string, colour: string, points: [unknown, number][]}[], mark: ?number}} drawn colour: of CSS.
 *   mark: an x at which a thin line stands
 * @param {{x: string, y: string, x_limits: ?number[], y_limits: ?number[], places: ?string[], height: number}} how
 *   x, y: what they are called. places: the names of equally wide places, where x is no number. height: pixels
 */
export function drawChart(svg, { lines, mark = null }, how) {
  const { clientWidth: width } = svg, { x: xTitle, y: yTitle, places, height } = how;
  svg.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${width || 1} ${height}`);
  svg.setAttribute("aria-label", `${yTitle}, ${xTitle}: ${lines.map((each) => each.name).join("; ")}`);
  if (!lines.length || !width) return svg.replaceChildren();
  const { across, down, xs, ys } = placed(lines, how, width, height), shapes = [];
  const right = width - RIGHT, bottom = height - BOTTOM, centred = { "text-anchor": "middle" };

  for (const tick of ticks(...ys, Math.max(3, Math.floor(height / 60)))) {
    shapes.push(shape("line", { class: "grid", x1: LEFT, x2: right, y1: down(tick), y2: down(tick) }));
    shapes.push(shape("text", { x: LEFT - 8, y: down(tick) + 4, "text-anchor": "end" }, short(tick)));
  }
  for (const x of places ?? ticks(...xs, width / 90)) {
    const at = across(x), text = places ? x : short(x);
    shapes.push(shape("line", { class: "grid", x1: at, x2: at, y1: TOP, y2: bottom }));
    shapes.push(shape("text", { ...centred, x: at, y: bottom + 16 }, text));
  }
  const middle = (TOP + bottom) / 2;
  shapes.push(shape("text", { ...centred, x: (LEFT + right) / 2, y: height - 6 }, xTitle));
  shapes.push(shape("text", { ...centred, x: 12, y: middle, transform: `rotate(-90 12 ${middle})` }, yTitle));
  if (mark !== null)
    shapes.push(shape("line", { class: "mark", x1: across(mark), x2: across(mark), y1: TOP, y2: bottom }));

  for (const { name, colour, points } of lines) {
    const way = points.map(([x, y]) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ");
    shapes.push(shape("polyline", { class: "line", points: way, stroke: colour }));
    for (const [x, y] of points) {
      const radius = points.length > 40 ? 2 : 3.5;
      const dot = shape("circle", { cx: across(x), cy: down(y), r: radius, fill: colour });
      dot.append(shape("title", {}, `${name}: ${places ? x : short(x)}, ${short(y)}`));
      shapes.push(dot);
    }
  }
  svg.replaceChildren(...shapes);
}
