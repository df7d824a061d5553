// Pictures from their addresses, and how they are enlarged.

const SMOOTH_FROM = 128; // pixels: smaller pictures are drawn as squares, so that one sees what a network sees

/** Whether a picture is smoothed where it is enlarged. */
export const isSmooth = ({ width, height }) => Math.max(width, height) >= SMOOTH_FROM;

/** A picture from its address. What waits for `decode()` waits for another thread, on a busy computer for long. */
export function load(source) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    Object.assign(image, { onload: () => resolve(image), onerror: reject, src: source });
  });
}

/** A picture that can be drawn, from its address; one that can be drawn already is left as it is. */
export const loaded = (source) => (typeof source === "string" ? load(source) : source);

/** A canvas that shows pixels, four bytes each. */
export function drawable({ width, height, data }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}
