// The masked autoencoder as in He et al. (2022): mae_demo/models/vit.py. Only visible patches enter the encoder.
import { apply, layerNorm, linear, matrix, norm } from "./layers.js";
import { patchOffsets, sincosPositions } from "./patches.js";
import { transposed } from "./weights.js";

/**
 * A function from a picture and a mask (N) to the network's output (C, H, W). It tells `hear`, where it is given, the
 * attention in the encoder: the block, and for each head a Float32Array (T, stride), of which T columns count.
 */
export function vit(arena, weights, config) {
  const { embed_dim: dim, depth, num_heads: heads, mlp_ratio: ratio } = config.architecture;
  const { decoder_embed_dim: small, decoder_depth: depth2, decoder_num_heads: heads2 } = config.architecture;
  const { patch_size: side, channels, image_size: size } = config, { take } = weights;
  const numbers = side * side * channels, patches = (size[0] / side) * (size[1] / side);

  const stored = take("patch_embed.proj.weight", dim, channels, side, side);
  const embed = matrix(arena, transposed(stored, dim), take("patch_embed.proj.bias", dim));
  const classToken = take("cls_token", 1, 1, dim), maskToken = take("mask_token", 1, 1, small);
  const blocks = stack(arena, weights, "blocks", depth, dim, ratio), last = norm(arena, weights, "norm", dim);
  const bridge = linear(arena, weights, "decoder_embed", dim, small);
  const blocks2 = stack(arena, weights, "decoder_blocks", depth2, small, ratio);
  const last2 = norm(arena, weights, "decoder_norm", small);
  const head = linear(arena, weights, "decoder_pred", small, numbers);
  const trained = {
    place: take("pos_embed", 1, 1 + patches, dim),
    place2: take("decoder_pos_embed", 1, 1 + patches, small),
  };

  /** Where patches stand, and where their pixels lie, in pictures of one size; the last size is kept. */
  let known = { size: "" };
  function places(height, width) {
    if (known.size === `${height}×${width}`) return known;
    const rows = height / side, columns = width / side, asTrained = height === size[0] && width === size[1];
    const positions = { place: sincosPositions(dim, rows, columns), place2: sincosPositions(small, rows, columns) };
    return (known = {
      size: `${height}×${width}`,
      ...(asTrained ? trained : positions),
      pixels: patchOffsets(channels, height, width, side, "first"),
      said: patchOffsets(channels, height, width, side, "last"),
    });
  }

  return ({ values, height, width }, mask, hear = null) => {
    const { place, place2, pixels, said } = places(height, width), count = mask.length;
    const visible = [...mask.keys()].filter((patch) => !mask[patch]), tokens = 1 + visible.length;

    // Embed the visible patches behind the class token, and say where each stands
    const cut = arena.room(visible.length * numbers), x = arena.room(tokens * dim);
    const into = arena.view(cut, visible.length * numbers);
    visible.forEach((patch, v) => {
      for (let i = 0; i < numbers; i++) into[v * numbers + i] = values[pixels[patch * numbers + i]];
    });
    const { weight, bias } = embed;
    arena.kernels.gemm(cut, numbers, 1, weight, dim, bias, x + 4 * dim, dim, visible.length, numbers, dim, 1);
    const token = arena.view(x, tokens * dim);
    for (let i = 0; i < dim; i++) token[i] = classToken[i] + place[i];
    visible.forEach((patch, v) => {
      for (let i = 0; i < dim; i++) token[(1 + v) * dim + i] += place[(1 + patch) * dim + i];
    });

    // Let them look at each other
    blocks.forEach((block, at) => attend(arena, x, tokens, dim, heads, block, hear?.bind(null, at)));
    const latent = apply(arena, layerNorm(arena, x, last, tokens), bridge, tokens); // (1 + V, D')

    // A mask token stands where a patch was hidden; say where each stands, and let all look at each other
    const y = arena.room((1 + count) * small), all = arena.view(y, (1 + count) * small);
    const seen = arena.view(latent, tokens * small);
    for (let i = 0; i < small; i++) all[i] = seen[i] + place2[i];
    for (let patch = 0, v = 0; patch < count; patch++) {
      const at = (1 + patch) * small, from = mask[patch] ? -1 : ++v * small;
      for (let i = 0; i < small; i++) all[at + i] = (from < 0 ? maskToken[i] : seen[from + i]) + place2[at + i];
    }
    for (const block of blocks2) attend(arena, y, 1 + count, small, heads2, block);

    // Predict the pixels of each patch; the class token predicts none
    const done = layerNorm(arena, y, last2, 1 + count) + 4 * small;
    const predicted = arena.view(apply(arena, done, head, count), count * numbers);
    const output = new Float32Array(values.length);
    for (let i = 0; i < output.length; i++) output[said[i]] = predicted[i];
    return output;
  };
}

function stack(arena, weights, key, depth, dim, ratio) {
  const inside = Math.trunc(dim * ratio);
  return Array.from({ length: depth }, (_, i) => ({
    norm1: norm(arena, weights, `${key}.${i}.norm1`, dim),
    qkv: linear(arena, weights, `${key}.${i}.attn.qkv`, dim, 3 * dim),
    proj: linear(arena, weights, `${key}.${i}.attn.proj`, dim, dim),
    norm2: norm(arena, weights, `${key}.${i}.norm2`, dim),
    fc1: linear(arena, weights, `${key}.${i}.mlp.fc1`, dim, inside),
    fc2: linear(arena, weights, `${key}.${i}.mlp.fc2`, inside, dim),
  }));
}

/** A transformer block on tokens x (T, D), in place. @param hear called with each head's attention, (T, stride) */
function attend(arena, x, tokens, dim, heads, { norm1, qkv, proj, norm2, fc1, fc2 }, hear = null) {
  const { kernels, room, within } = arena, width = dim / heads, wide = (tokens + 7) & ~7;
  within(() => {
    const each = apply(arena, layerNorm(arena, x, norm1, tokens), qkv, tokens); // (T, 3, heads, D / heads)
    const mixed = room(tokens * dim), keys = room(width * wide), scores = room(tokens * wide);
    for (let h = 0; h < heads; h++) {
      const [q, k, v] = [0, 1, 2].map((part) => each + 4 * (part * dim + h * width));
      kernels.transpose(k, 3 * dim, keys, wide, tokens, width);
      kernels.gemm(q, 3 * dim, 1, keys, wide, 0, scores, wide, tokens, width, wide, width ** -0.5);
      kernels.softmax(scores, tokens, tokens, wide);
      hear?.(arena.view(scores, tokens * wide), wide);
      kernels.gemm(scores, wide, 1, v, 3 * dim, 0, mixed + 4 * h * width, dim, tokens, tokens, width, 1);
    }
    kernels.add(x, apply(arena, mixed, proj, tokens), tokens * dim);
  });
  within(() => {
    const inside = apply(arena, layerNorm(arena, x, norm2, tokens), fc1, tokens);
    kernels.gelu(inside, tokens * fc1.outputs);
    kernels.add(x, apply(arena, inside, fc2, tokens), tokens * dim);
  });
}
