// Which colour stands for which number. A scale, {low, high, colours}, comes from mae_demo/scales.py: `colours` are
// hexadecimal, apart by spaces, and run evenly from `low` to `high`; beyond them an end's colour stands.
import { fill } from "./words.js";

const stopsOf = (colours) => colours.split(" ").map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));

/** A function from a number to [red, green, blue], 0 to 255. */
export function colourer({ low, high, colours }) {
  const stops = stopsOf(colours);
  return (value) => {
    const at = Math.min(Math.max((value - low) / (high - low), 0), 1) * (stops.length - 1);
    const first = Math.min(Math.floor(at), stops.length - 2), fraction = at - first;
    return stops[first].map((channel, i) => Math.round(channel + fraction * (stops[first + 1][i] - channel)));
  };
}

/** Numbers, row by row, as a picture of one pixel each: {width, height, data} with four bytes a pixel. */
export function heatPixels(values, columns, scale) {
  const colour = colourer(scale), data = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, i) => data.set([...colour(value), 255], 4 * i));
  return { width: columns, height: values.length / columns, data };
}

/** The same as a drawable picture. */
export function heatMap(values, columns, scale) {
  const { width, height, data } = heatPixels(values, columns, scale), map = new OffscreenCanvas(width, height);
  map.getContext("2d").putImageData(new ImageData(data, width), 0, 0);
  return map;
}

/** Write a legend: the colours from low to high between the words for both ends, which may name their `{value}`. */
export function fillLegend(legend, { low, high, colours }, [least, most]) {
  const strip = document.createElement("i");
  strip.style.background = `linear-gradient(to right, ${colours.split(" ").map((hex) => `#${hex}`).join()})`;
  const write = (words, value) => fill(words, { value: String(value).replace("-", "−") });
  legend.replaceChildren(write(least, low), strip, write(most, high));
}
