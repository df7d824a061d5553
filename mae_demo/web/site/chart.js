// A line chart as SVG, drawn once for each set of numbers: axes, lines, their names in the colour of the line.

const SIZE = { width: 640, height: 320, left: 56, right: 150, top: 12, bottom: 48 };
const LINE = 16; // from one name to the next
const NAMESPACE = "http://www.w3.org/2000/svg";

function svg(tag, settings, text = "") {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [key, value] of Object.entries(settings)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

/** Heights of names, one below the other where they would lie on each other. */
export function apart(heights) {
  const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b]), placed = [...heights];
  order.forEach((i, place) => {
    if (place) placed[i] = Math.max(placed[i], placed[order[place - 1]] + LINE);
  });
  return placed;
}

/**
 * @param {object} chart lines: {name, colour, values: [[x, y], ...]} each. x, y: {low, high, ticks: [[value, text],
 *   ...], title}. mark: an x at which a thin line stands, or null. label: for who hears the page
 * @returns {SVGElement}
 */
export function lineChart({ lines, x, y, mark = null, label }) {
  const { width, height, left, right, top, bottom } = SIZE;
  const across = (value) => left + ((value - x.low) / (x.high - x.low)) * (width - left - right);
  const down = (value) => height - bottom - ((value - y.low) / (y.high - y.low)) * (height - top - bottom);
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": label });
  for (const [value, text] of y.ticks) {
    const at = down(value);
    chart.append(svg("path", { class: "line", d: `M${left} ${at}H${width - right}` }));
    chart.append(svg("text", { x: left - 8, y: at + 4, "text-anchor": "end" }, text));
  }
  for (const [value, text] of x.ticks)
    chart.append(svg("text", { x: across(value), y: height - bottom + 18, "text-anchor": "middle" }, text));
  const middle = (left + width - right) / 2, side = (top + height - bottom) / 2;
  chart.append(svg("text", { x: middle, y: height - 8, "text-anchor": "middle" }, x.title));
  const turned = `rotate(-90 14 ${side})`;
  chart.append(svg("text", { x: 14, y: side, "text-anchor": "middle", transform: turned }, y.title));
  if (mark !== null) chart.append(svg("path", { class: "mark", d: `M${across(mark)} ${top}V${height - bottom}` }));
  const ends = apart(lines.map(({ values }) => down(values.at(-1)[1])));
  lines.forEach(({ name, colour, values }, i) => {
    const path = values.map(([from, to]) => `${across(from).toFixed(1)} ${down(to).toFixed(1)}`).join("L");
    chart.append(svg("path", { d: `M${path}`, fill: "none", stroke: colour, "stroke-width": 2.5 }));
    const where = { x: across(values.at(-1)[0]) + 10, y: ends[i] + 4 };
    chart.append(svg("text", { ...where, fill: colour, class: "name" }, name));
  });
  return chart;
}
