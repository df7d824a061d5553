// Pictures in rows of tiles, a pixel of the canvas for each of a picture's, with a gap between.


/** Values (C, H, W) from 0 to 1 as four bytes a pixel. */
export function pixelsOf(values, { height, width, channels }) {
  const plane = height * width, data = new Uint8ClampedArray(4 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = 255 * values[channels === 1 ? i : c * plane + i];
    data[4 * i + 3] = 255;
  }
  return data;
}

/** Weights (C, H, W) as four bytes a pixel: orange above 0, blue below, as deep as they are large. */
export function signedPixels(values, { height, width, channels }) {
  const plane = height * width, data = new Uint8ClampedArray(4 * plane), sums = new Float32Array(plane);
  for (let i = 0; i < values.length; i++) sums[i % plane] += values[i] / channels;
  const most = sums.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-12);
  const colour = (value) => (value > 0 ? [230, 120, 0] : [40, 120, 210]);
  sums.forEach((value, i) => data.set([...colour(value), (255 * Math.abs(value)) / most], 4 * i));
  return data;
}

/** Draw pictures side by side, so many a row. @param paint `pixelsOf` or `signedPixels` */
export function drawTiles(canvas, pictures, shape, { columns = pictures.length, gap = 1, paint = pixelsOf } = {}) {
  const { height, width } = shape, rows = Math.ceil(pictures.length / columns);
  const size = [columns * (width + gap) - gap, rows * (height + gap) - gap];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const context = canvas.getContext("2d");
  pictures.forEach((values, i) => {
    const left = (i % columns) * (width + gap), top = Math.floor(i / columns) * (height + gap);
    context.putImageData(new ImageData(paint(values, shape), width, height), left, top);
  });
}

/** A canvas for lines and words, cleared and scaled to the screen; null where it has no room. */
export function sharp(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  [canvas.width, canvas.height] = [width * devicePixelRatio, height * devicePixelRatio].map(Math.round);
  const context = canvas.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  return { context, width, height, style: getComputedStyle(canvas) };
}
