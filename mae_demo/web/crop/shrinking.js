// A picture made small before it is sent: what this browser can decode, of any size, comes upright and in sRGB.

const LONGEST = 768; // pixels, as the server keeps
const READ_BY_SERVER = /^image\/(png|jpeg|webp|gif|bmp|tiff)$/;
const MOST_BYTES = 1e6; // of a file that is sent as it is

/** What a file is called in a sentence: HEIC, PDF, or as much of its name as tells. */
export function kindOf({ name, type }) {
  const ending = /\.(\w{1,5})$/.exec(name)?.[1] ?? /\/([\w-]{1,12})/.exec(type)?.[1] ?? "text";
  return ending.toUpperCase();
}

/** Width and height with a longer side of at most so many pixels, in the same shape. */
export function fitted(width, height, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.round(side * scale)));
}

function decoded(address) {
  return new Promise((resolve) => {
    const image = new Image();
    Object.assign(image, { onload: () => resolve(image), onerror: () => resolve(null), src: address });
  });
}

/** The file to send: a small one as it is, a larger one drawn anew; null where neither browser nor server reads it. */
export async function smaller(file) {
  const isKnown = READ_BY_SERVER.test(file.type), address = URL.createObjectURL(file), image = await decoded(address);
  URL.revokeObjectURL(address);
  if (!image?.naturalWidth) return isKnown ? file : null; // the server reads TIFF, and says what is damaged
  const { naturalWidth, naturalHeight } = image;
  if (isKnown && file.size < MOST_BYTES && Math.max(naturalWidth, naturalHeight) <= LONGEST) return file;
  const [width, height] = fitted(naturalWidth, naturalHeight);
  const canvas = Object.assign(document.createElement("canvas"), { width, height }), context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const content = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return new File([content], `${file.name.replace(/\.\w+$/, "")}.png`, { type: "image/png" });
}
