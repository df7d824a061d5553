// What the page knows of a network by its config: `model` of its config.json.

const BLENDED = ["emoji", "photos"]; // data sets with `blends` in mae_demo/datasets.py

/** Whether a network has seams that can be blended, as `has_seams` of mae_demo/blending.py. */
const hasSeams = ({ family, dataset, target_space: space }) =>
  family === "vit" && space !== "patch-normalised" && BLENDED.includes(dataset);

/** What the folds tell of a network, as `network` of mae_demo/answers/canvas.py. */
export function networkOf(config) {
  const { family, patch_size: side, channels, architecture } = config;
  const { embed_dim: width = null, depth = null, num_heads: heads = null } = architecture;
  return { family, values: side * side * channels, width, depth, heads, seams: hasSeams(config) };
}
