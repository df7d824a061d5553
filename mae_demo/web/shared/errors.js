// |prediction - original|, measured in the browser from the pictures on screen, of 8 bits a value.

/** Bytes of a picture, four a pixel. */
export function bytesOf(image) {
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

/** The error at each pixel, averaged over its colours, 0 to 1. @param {ArrayLike<number>} a, b four bytes a pixel */
export function byteErrors(a, b) {
  const apart = (i) => Math.abs(a[i] - b[i]);
  const mean = (i) => (apart(i) + apart(i + 1) + apart(i + 2)) / (3 * 255);
  return Array.from({ length: a.length / 4 }, (_, i) => mean(4 * i));
}

/** The same of two drawable pictures of one size. */
export const pixelErrors = (original, prediction) => byteErrors(bytesOf(original), bytesOf(prediction));

/** The mean error of each patch. @param pixels one error a pixel of a picture {width, height} */
export function patchErrors(pixels, { width, height }, [rows, columns]) {
  const high = height / rows, wide = width / columns, patches = new Array(rows * columns).fill(0);
  pixels.forEach((error, i) => {
    const row = Math.floor(i / width / high), column = Math.floor((i % width) / wide);
    patches[row * columns + column] += error / (high * wide);
  });
  return patches;
}
