// What becomes of a picture of the visitor's own: which part a network gets, in which size, and which network suits it.

/** A frame in the middle, as large as can be. */
export const MIDDLE = { x: 0.5, y: 0.5, side: 100 };

/**
 * Width and height to which a picture is fitted for a model, as `ModelConfig.size_for`. Networks of photographs keep a
 * picture's shape, up to `longest` to one. @param config `model` of a config.json @param photographs data sets
 */
export function sizeFor(config, { width, height }, { photographs, longest }) {
  const { image_size: [tall, wide], patch_size: side, family, dataset } = config;
  if (!["vit", "unet"].includes(family) || !photographs.includes(dataset)) return [wide, tall];
  const most = Math.floor(Math.max(tall, wide) / side), shape = Math.min(width, height) / Math.max(width, height);
  const few = Math.min(most, Math.max(Math.ceil(most / longest), halfToEven(most * shape)));
  return (width > height ? [most, few] : [few, most]).map((patches) => patches * side);
}

/** Left, top, width and height of the part of a picture at `at`, in the shape of `size`, as `selection.cut`. */
export function partAt({ width, height }, { x, y, side }, [wide, tall]) {
  const scale = (Math.min(width / wide, height / tall) * side) / 100;
  const [w, h] = [wide, tall].map((length) => Math.max(1, halfToEven(length * scale)));
  return [halfToEven(x * (width - w)), halfToEven(y * (height - h)), w, h];
}

/** Whether a picture is more than shades of grey: the colours of a hundredth of its pixels differ by a tenth. */
export function isColourful(data) {
  let colourful = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [red, green, blue] = [data[i], data[i + 1], data[i + 2]];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 25) colourful += 1;
  }
  return colourful > 0.01 * (data.length / 4);
}

/** Rounded as Python rounds. */
function halfToEven(value) {
  const low = Math.floor(value), apart = value - low;
  return apart === 0.5 ? low + (low % 2) : Math.round(value);
}
