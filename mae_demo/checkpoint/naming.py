"""Parameter names of a masked autoencoder: those of facebookresearch/mae, which are ours, and those of transformers.

transformers names them in three ways: in the files on its hub, in memory since version 5, and in a file that such a
model writes. The numbers are the same. transformers has separate matrices for query, key and value; the official code
has one.
"""

from __future__ import annotations

import re

import torch
from torch import Tensor

# transformers' names -> ours, applied one after the other
TO_OFFICIAL = [
    (r"^vit\.embeddings\.patch_embeddings\.projection", "patch_embed.proj"),
    (r"^vit\.embeddings\.position_embeddings", "pos_embed"),
    (r"^vit\.embeddings\.", ""),
    (r"^vit\.(encoder\.layer|layers)\.", "blocks."),
    (r"^vit\.layernorm", "norm"),
    (r"^decoder\.(decoder_layers|decoder_encoder\.layer)\.", "decoder_blocks."),
    (r"^decoder\.", ""),
    (r"layernorm_before", "norm1"),
    (r"layernorm_after", "norm2"),
    (r"attention\.(attention\.query|q_proj)", "attn.q"),
    (r"attention\.(attention\.key|k_proj)", "attn.k"),
    (r"attention\.(attention\.value|v_proj)", "attn.v"),
    (r"attention\.(output\.dense|o_proj)", "attn.proj"),
    (r"intermediate\.dense", "mlp.fc1"),
    (r"output\.dense", "mlp.fc2"),
]

# Our names -> those of the files on the hub
TO_HUB = [
    (r"^patch_embed\.proj", "vit.embeddings.patch_embeddings.projection"),
    (r"^pos_embed", "vit.embeddings.position_embeddings"),
    (r"^cls_token", "vit.embeddings.cls_token"),
    (r"^blocks\.", "vit.encoder.layer."),
    (r"^norm\.", "vit.layernorm."),
    (r"^decoder_blocks\.", "decoder_layers."),
    (r"^(mask_token|decoder_)", r"decoder.\1"),
    (r"\.norm1\.", ".layernorm_before."),
    (r"\.norm2\.", ".layernorm_after."),
    (r"\.attn\.q\.", ".attention.attention.query."),
    (r"\.attn\.k\.", ".attention.attention.key."),
    (r"\.attn\.v\.", ".attention.attention.value."),
    (r"\.attn\.proj\.", ".attention.output.dense."),
    (r"\.mlp\.fc1\.", ".intermediate.dense."),
    (r"\.mlp\.fc2\.", ".output.dense."),
]


def to_official(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename parameters, of a whole model or an encoder alone, from any of the four ways to the official names."""
    if any(key.startswith("embeddings.") for key in state):  # of transformers' ViTMAEModel, an encoder
        state = {f"vit.{key}": value for key, value in state.items()}
    if not any(key.startswith("vit.") for key in state):
        return dict(state)
    state = {_renamed(key, TO_OFFICIAL): value for key, value in state.items()}
    apart = re.compile(r"(.*\.attn\.)q(\..*)")  # query; key and value belong to it
    for prefix, suffix in [match.groups() for match in map(apart.match, state) if match]:
        parts = [state.pop(f"{prefix}{part}{suffix}", None) for part in "qkv"]
        if all(part is not None for part in parts):
            state[f"{prefix}qkv{suffix}"] = torch.cat(parts)
    return state


def to_hub(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename parameters from the official names to those of transformers' files on the hub."""
    apart = {}
    for key, value in state.items():
        if ".attn.qkv." in key:
            for part, rows in zip("qkv", value.chunk(3), strict=True):
                apart[key.replace(".qkv.", f".{part}.")] = rows
        else:
            apart[key] = value
    return {_renamed(key, TO_HUB): value for key, value in apart.items()}


def _renamed(key: str, rules: list[tuple[str, str]]) -> str:
    for pattern, name in rules:
        key = re.sub(pattern, name, key)
    return key
