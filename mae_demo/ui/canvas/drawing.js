// What the three pictures, the folds below them, the wall and the explorer write and draw alike. A scale,
// {low, high, colours}, comes from mae_demo/scales.py
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

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

function load(source) {
  // A picture from its address. What waits for `decode()` waits for another thread, on a busy computer for long
  return new Promise((resolve, reject) => {
    const image = new Image();
    Object.assign(image, { onload: () => resolve(image), onerror: reject, src: source });
  });
}

function fillLegend(legend, { low, high, colours }, [least, most]) {
  // The colours from low to high between the words for both ends
  const strip = document.createElement("i");
  strip.style.background = `linear-gradient(to right, ${colours.split(" ").map((hex) => `#${hex}`).join()})`;
  const write = (words, value) => words.replace("{value}", String(value).replace("-", "−"));
  legend.replaceChildren(write(least, low), strip, write(most, high));
}

function hatch(context, size) {
  // Mid-grey with diagonal lines, so that a hidden patch cannot be taken for a grey part of the picture
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.max(6, Math.round(size / 40));
  const t = tile.getContext("2d");
  t.fillStyle = "#808080";
  t.fillRect(0, 0, tile.width, tile.height);
  t.strokeStyle = "#a6a6a6";
  t.lineWidth = tile.width / 7;
  for (const shift of [-1, 0, 1]) {
    t.beginPath();
    t.moveTo(shift * tile.width, tile.width);
    t.lineTo((shift + 1) * tile.width, 0);
    t.stroke();
  }
  return context.createPattern(tile, "repeat");
}

function boxOf({ width, height }, place, [rows, columns]) {
  // Left, top, width and height of a patch on a canvas; edges are rounded alike, so that neighbours leave no gap
  const row = Math.floor(place / columns), column = place % columns;
  const x = (c) => Math.round((c * width) / columns), y = (r) => Math.round((r * height) / rows);
  return [x(column), y(row), x(column + 1) - x(column), y(row + 1) - y(row)];
}

function hatchHidden(context, hidden, grid) {
  // Cover the hidden patches of a picture that fills its canvas
  context.fillStyle = hatch(context, context.canvas.width);
  hidden.forEach((covered, place) => covered && context.fillRect(...boxOf(context.canvas, place, grid)));
}

function outline(context, place, grid, line) {
  // A black frame and a white one within, to be seen on any ground
  const [left, top, width, height] = boxOf(context.canvas, place, grid);
  context.lineWidth = line;
  for (const [colour, inset] of [["#000", 0], ["#fff", line]]) {
    context.strokeStyle = colour;
    context.strokeRect(left + inset + line / 2, top + inset + line / 2, width - 2 * inset - line, height - 2 * inset - line);
  }
}

function fromHex(digits, count) {
  // A mask, one boolean a patch
  return Array.from({ length: count }, (_, i) => Boolean(parseInt(digits[i >> 2], 16) & (8 >> (i & 3))));
}

function pixelErrors(original, prediction) {
  // |prediction - original| at each pixel, averaged over its colours, from pictures of 8 bits a value
  const [a, b] = [original, prediction].map((image) => {
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  });
  const apart = (i) => Math.abs(a[i] - b[i]);
  return Array.from({ length: a.length / 4 }, (_, i) => (apart(4 * i) + apart(4 * i + 1) + apart(4 * i + 2)) / (3 * 255));
}
