"""The names of a masked autoencoder's parameters: facebookresearch/mae's, which are ours, and transformers'.

transformers has three ways to name them: that of the files on its hub, that of a model in memory since version 5, and
that of a file which such a model writes. All carry the same numbers; query, key and value are apart, where the official
code has one matrix.
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
    """Parameters under the official names, whichever of the four they come under; an encoder's alone, too."""
    if any(key.startswith("embeddings.") for key in state):  # of transformers' ViTMAEModel, a part of the whole
        state = {f"vit.{key}": value for key, value in state.items()}
    if not any(key.startswith("vit.") for key in state):
        return dict(state)
    state = {_renamed(key, TO_OFFICIAL): value for key, value in state.items()}
    apart = re.compile(r"(.*\.attn\.)q(\..*)")  # one of three: the others go with it
    for prefix, suffix in [match.groups() for match in map(apart.match, state) if match]:
        parts = [state.pop(f"{prefix}{part}{suffix}", None) for part in "qkv"]
        if all(part is not None for part in parts):
            state[f"{prefix}qkv{suffix}"] = torch.cat(parts)
    return state


def to_hub(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Parameters under the names that transformers' files on the hub have."""
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
