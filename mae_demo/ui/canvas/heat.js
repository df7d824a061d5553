// Numbers as colours. A scale, {low, high, colours}, comes from mae_demo/scales.py
function colourer({ low, high, colours }) {
  const stops = colours.split(" ").map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return (value) => {
    const at = Math.min(Math.max((value - low) / (high - low), 0), 1) * (stops.length - 1);
    const first = Math.min(Math.floor(at), stops.length - 2), share = at - first;
    return stops[first].map((channel, i) => Math.round(channel + share * (stops[first + 1][i] - channel)));
  };
}

function heatMap(values, columns, scale) {
  // A picture of one pixel a number, row by row
  const colour = colourer(scale), map = new OffscreenCanvas(columns, values.length / columns);
  const pixels = new Uint8ClampedArray(Array.from(values).flatMap((value) => [...colour(value), 255]));
  map.getContext("2d").putImageData(new ImageData(pixels, columns), 0, 0);
  return map;
}

function fillLegend(legend, { low, high, colours }, [least, most]) {
  // The colours from low to high between the words for both ends
  const strip = document.createElement("i");
  strip.style.background = `linear-gradient(to right, ${colours.split(" ").map((hex) => `#${hex}`).join()})`;
  legend.replaceChildren(least.replace("{value}", low), strip, most.replace("{value}", high));
}
