// A chart of a few lines. It is drawn anew at the width that it has, so that its letters stay as large as the page's.
import { linear, rangeOf, short, ticks } from "./scale.js";

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 8, 42]; // pixels around the lines

function shape(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/**
 * props: x, y, what they are called; x_limits, y_limits, or null; places, the names of equally wide places where x is
 * no number, or null; has_names, whether the lines are named above; height in pixels. The value is JSON: a list of
 * {name, colour, points: [[x, y], ...]}, whose y may be null; of none nothing is shown. It triggers nothing.
 */
export function mount({ element, props, watch }) {
  const [chart, svg, names] = [".chart", "svg", ".names"].map((each) => element.querySelector(each));

  function draw() {
    const lines = JSON.parse(props.value || "[]"), { height, places } = props;
    chart.hidden = !lines.length;
    const width = svg.clientWidth;
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", `0 0 ${width || 1} ${height}`);
    const points = lines.flatMap((each) => each.points.filter(([, y]) => y !== null));
    if (!points.length || !width) return svg.replaceChildren();

    const numbers = points.map(([x]) => (places ? places.indexOf(String(x)) : x));
    const xs = props.x_limits ?? (places ? [0, places.length - 1] : rangeOf(numbers, 0.02));
    const ys = props.y_limits ?? rangeOf(points.map(([, y]) => y));
    const right = width - RIGHT, bottom = height - BOTTOM;
    const across = linear(xs, [LEFT, right]), down = linear(ys, [bottom, TOP]);
    const xOf = (x) => across(places ? places.indexOf(String(x)) : x);
    const shapes = [];

    for (const tick of ticks(...ys, Math.max(3, Math.floor(height / 60)))) {
      shapes.push(shape("line", { class: "grid", x1: LEFT, x2: right, y1: down(tick), y2: down(tick) }));
      shapes.push(shape("text", { x: LEFT - 8, y: down(tick) + 4, "text-anchor": "end" }, short(tick)));
    }
    const named = places?.map((name) => [name, xOf(name)]);
    const marks = named ?? ticks(...xs, width / 90).map((x) => [short(x), across(x)]);
    for (const [text, x] of marks) {
      shapes.push(shape("line", { class: "grid", x1: x, x2: x, y1: TOP, y2: bottom }));
      shapes.push(shape("text", { x, y: bottom + 16, "text-anchor": "middle" }, text));
    }
    const y = (TOP + bottom) / 2, centred = { "text-anchor": "middle" };
    shapes.push(shape("text", { ...centred, x: (LEFT + right) / 2, y: height - 6 }, props.x));
    shapes.push(shape("text", { ...centred, x: 12, y, transform: `rotate(-90 12 ${y})` }, props.y));

    for (const { name, colour, points: own } of lines) {
      const there = own.filter(([, y]) => y !== null);
      const way = there.map(([x, y]) => `${xOf(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ");
      shapes.push(shape("polyline", { class: "line", points: way, stroke: colour }));
      for (const [x, y] of there) {
        const dot = shape("circle", { cx: xOf(x), cy: down(y), r: there.length > 40 ? 2 : 3.5, fill: colour });
        dot.append(shape("title", {}, `${name}: ${places ? x : short(x)}, ${short(y)}`));
        shapes.push(dot);
      }
    }
    svg.replaceChildren(...shapes);
    svg.setAttribute("aria-label", `${props.y}, ${props.x}: ${lines.map((each) => each.name).join("; ")}`);
    names.hidden = !props.has_names;
    names.replaceChildren(...lines.map(({ name, colour }) => {
      const item = document.createElement("li"), line = document.createElement("i");
      line.style.background = colour;
      item.append(line, name);
      return item;
    }));
  }

  watch("value", draw);
  new ResizeObserver(draw).observe(element);
  draw();
}
