// The best linear predictor: mae_demo/models/gaussian.py. Its cost grows with the cube of the visible pixels.
import { blanked, hiddenPixels } from "./patches.js";
import { symmetric } from "./symmetric.js";

/** A function from a picture and a mask (N) to the network's output (C, H, W). */
export function gaussian(arena, { take }, { architecture: { ridge }, channels, image_size: size }) {
  const values = channels * size[0] * size[1];
  const mean = take("mean", values), covariance = take("covariance", values, values);
  return (picture, mask) => {
    const covered = hiddenPixels(picture, mask), places = [...picture.values.keys()];
    const hidden = places.filter((i) => covered[i % covered.length]);
    const visible = places.filter((i) => !covered[i % covered.length]);
    const output = blanked(picture, covered, mean);
    if (!hidden.length || !visible.length) return output;

    // mean_h + C_hv C_vv⁻¹ (x_v - mean_v)
    const away = Float64Array.from(visible, (i) => picture.values[i] - mean[i]);
    const rows = visible.map((i, n) => {
      const row = Float64Array.from(visible.slice(0, n + 1), (j) => covariance[i * values + j]);
      row[n] += ridge;
      return row;
    });
    const [weight] = symmetric(arena, rows, rows.map(() => 0), [away]);
    for (const i of hidden) {
      let sum = mean[i];
      for (let n = 0; n < visible.length; n++) sum += covariance[i * values + visible[n]] * weight[n];
      output[i] = sum;
    }
    return output;
  };
}
