// A chart of a few lines, with their names above it.
import { drawChart } from "../shared/chart.js";

/**
 * props: those of `drawChart`. The value is JSON, {lines, mark}, as it takes them; of no lines nothing is shown. It
 * triggers nothing.
 */
export function mount({ element, props, watch }) {
  const [chart, svg, names] = [".chart", "svg", ".names"].map((each) => element.querySelector(each));

  function draw() {
    const drawn = JSON.parse(props.value);
    chart.hidden = !drawn.lines.length;
    names.replaceChildren(...drawn.lines.map(({ name, colour }) => {
      const item = document.createElement("li"), line = document.createElement("i");
      line.style.background = colour;
      item.append(line, name);
      return item;
    }));
    drawChart(svg, drawn, props);
  }

  watch("value", draw);
  new ResizeObserver(draw).observe(element);
}
