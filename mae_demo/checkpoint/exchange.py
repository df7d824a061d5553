"""Import and export checkpoints: the official files of He et al. (2022), and those of transformers.

`python -m mae_demo.checkpoint import FILE --out FOLDER` makes a folder that `checkpoint.load` takes;
`python -m mae_demo.checkpoint export NAME --out FOLDER --layout transformers` does the reverse. The architecture
follows from the shapes. A file that lacks a parameter is refused: a decoder with random numbers would predict noise.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors.torch import save_file

from mae_demo import checkpoint
from mae_demo.checkpoint.foreign import OURS, WEIGHTS, Foreign, read, weights_in
from mae_demo.checkpoint.naming import to_hub
from mae_demo.config import ModelConfig, ViTArchitecture
from mae_demo.losses import LOSSES
from mae_demo.models import build

# Shapes do not tell the number of heads; in official models it follows from the width
HEADS = {768: 12, 1024: 16, 1280: 16}
DECODER_HEADS = {512: 16}
RANKS = {"pos_embed": 3, "decoder_pos_embed": 3, "patch_embed.proj.weight": 4} | dict.fromkeys(
    ("decoder_embed.weight", "blocks.0.mlp.fc1.weight"), 2
)  # dimensions of the parameters that tell the architecture


def architecture_of(foreign: Foreign) -> tuple[ViTArchitecture, int, int, int]:
    """(architecture, patch size, channels, patches of a side), from the shapes of parameters under the official names.

    Raises ValueError where the encoder or the decoder is missing, and where the number of heads is not known.
    """
    state = foreign.state
    telling = "patch_embed.proj.weight", "pos_embed", "blocks.0.mlp.fc1.weight", "decoder_embed.weight"
    missing = [key for key in telling if key not in state]
    if missing == ["decoder_embed.weight"]:
        raise ValueError(
            "This file holds an encoder without a decoder, and cannot predict pixels: decoder_embed.weight is missing, "
            "among others. Take a file with a decoder: mae_visualize_vit_base.pth or mae_pretrain_vit_base_full.pth."
        )
    if missing:
        raise ValueError(f"This is no masked autoencoder as in He et al. (2022): it has no {missing[0]}.")
    for key, rank in RANKS.items():
        if key in state and state[key].ndim != rank:
            raise ValueError(
                f"This is no masked autoencoder as in He et al. (2022): {key} has {state[key].ndim} dimensions, not "
                f"{rank}."
            )
        if key in state and 0 in state[key].shape:
            raise ValueError(f"This file is empty where its numbers should be: {key} has none.")
    if state["patch_embed.proj.weight"].shape[2] != state["patch_embed.proj.weight"].shape[3]:
        raise ValueError("This network's patches are not square; here they are.")
    dim, channels, patch_size, _ = state["patch_embed.proj.weight"].shape
    decoder_dim = len(state["decoder_embed.weight"])
    side = math.isqrt(state["pos_embed"].shape[1] - 1)
    if side < 1 or side**2 + 1 != state["pos_embed"].shape[1]:
        raise ValueError(
            f"pos_embed has {state['pos_embed'].shape[1]} places: one and those of a square of patches are needed."
        )
    told = (foreign.num_heads, HEADS.get(dim)), (foreign.decoder_num_heads, DECODER_HEADS.get(decoder_dim))
    heads = [usual if given is None else given for given, usual in told]
    if None in heads or min(heads) < 1 or dim % heads[0] or decoder_dim % heads[1]:
        raise ValueError(
            f"The numbers of heads for widths of {dim} and {decoder_dim} are not known, or do not divide them: say "
            "--heads 12,16, two whole numbers above 0."
        )
    depth, decoder_depth = (
        len({key.split(".")[1] for key in state if key.startswith(blocks)}) for blocks in ("blocks.", "decoder_blocks.")
    )
    ratio = len(state["blocks.0.mlp.fc1.weight"]) / dim
    architecture = ViTArchitecture(dim, depth, heads[0], decoder_dim, decoder_depth, heads[1], ratio)
    return architecture, patch_size, channels, side


def import_checkpoint(
    path: Path,
    folder: Path,
    title: str = "",
    about: str = "",
    loss: str = "mse",
    norm_pix: bool | None = None,
    heads: tuple[int, int] | None = None,
) -> None:
    """Write a checkpoint folder of ours from an official or a transformers file.

    title, about: for the picker. loss: that of its training, one of `losses.LOSSES`. norm_pix: whether its targets were
    normalised by patch; None takes what the file says, and no if it says nothing. heads: of encoder and decoder, where
    neither the file nor the width tells. Parameters are saved in float32. Layer norms add 1e-6 to the variance, as in
    the official code, whatever a file says. Raises ValueError where a parameter is missing, left over, of another shape
    or not finite, for an unknown loss or activation, for heads that do not divide their width, and where a file of
    others is not for three channels.
    """
    if loss not in LOSSES:
        raise ValueError(f"There is no loss {loss!r}: take one of {', '.join(LOSSES)}.")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file: --out names the checkpoint's folder.")
    foreign = read(path)
    if heads:
        foreign = replace(foreign, num_heads=heads[0], decoder_num_heads=heads[1])
    architecture, patch_size, channels, side = architecture_of(foreign)
    if channels != 3 and not foreign.ours:
        raise ValueError(
            f"This file is for pictures of {channels} channel(s) and does not say what their numbers mean."
        )
    norm_pix = foreign.norm_pix if norm_pix is None else norm_pix
    spaces = {"dataset": "imagenet", "input_space": "imagenet", "target_space": "imagenet"} | foreign.ours
    if norm_pix is not None:
        spaces["target_space"] = "patch-normalised" if norm_pix else spaces["input_space"]
    config = ModelConfig(
        family="vit",
        architecture=architecture,
        loss=loss,
        image_size=(side * patch_size, side * patch_size),
        channels=channels,
        patch_size=patch_size,
        **spaces,
    )
    try:
        with torch.device("meta"):  # shapes without memory
            model = build(config)
    except (AssertionError, RuntimeError) as error:
        raise ValueError(f"No masked autoencoder as in He et al. (2022) has such widths: {architecture}.") from error
    expected = {key: value.shape for key, value in model.state_dict().items()}
    found = {key: value.shape for key, value in foreign.state.items()}
    _refuse("missing", sorted(expected.keys() - found.keys()))
    _refuse("left over", sorted(found.keys() - expected.keys()))
    _refuse("of another shape", sorted(key for key in expected if expected[key] != found[key]))
    state = {key: value.float() for key, value in foreign.state.items()}
    _refuse("not finite", sorted(key for key, value in state.items() if not value.isfinite().all()))
    model.load_state_dict(state, assign=True)
    source = weights_in(path) if path.is_dir() else path
    with open(source, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    training = {"imported_from": source.name, "sha256_of_that_file": digest}
    checkpoint.save(model, folder, title or path.stem, about or f"Imported from {path.name}.", training, half=False)


def _refuse(fault: str, keys: list[str]) -> None:
    if keys:
        raise ValueError(f"{len(keys)} parameter(s) of this file are {fault}, among them {keys[0]}.")


def export_checkpoint(name_or_folder: str, folder: Path, layout: str) -> Path:
    """Write a vit checkpoint in the layout of others, and return the file or folder.

    layout: 'official', a .pth file with {'model': parameters}, or 'transformers', a folder for
    `ViTMAEForPreTraining.from_pretrained`. Raises ValueError for another family, and for settings that these layouts
    do not have: pictures that are not square, a sigmoid at the end.
    """
    model = checkpoint.load(name_or_folder)
    config, name = model.config, Path(name_or_folder).name
    if config.family != "vit" or config.bounded or config.image_size[0] != config.image_size[1]:
        raise ValueError(
            f"{name} cannot be written in this layout, which is for vision transformers of square pictures."
        )
    folder.mkdir(parents=True, exist_ok=True)
    arch, ours = config.architecture, {key: getattr(config, key) for key in OURS}
    if layout == "official":
        path = folder / f"{name}.pth"
        heads = {"num_heads": arch.num_heads, "decoder_num_heads": arch.decoder_num_heads}
        torch.save({"model": model.state_dict()} | heads | ours, path)
        return path
    path = folder / name
    path.mkdir(exist_ok=True)
    save_file({key: value.contiguous() for key, value in to_hub(model.state_dict()).items()}, path / WEIGHTS[0])
    (path / "config.json").write_text(json.dumps(transformers_config(config) | ours, indent=2) + "\n", "utf-8")
    return path


def transformers_config(config: ModelConfig) -> dict:
    """The config.json of transformers' `ViTMAEForPreTraining` for one of our models."""
    arch = asdict(config.architecture)
    return {
        "architectures": ["ViTMAEForPreTraining"],
        "model_type": "vit_mae",
        "hidden_size": arch["embed_dim"],
        "num_hidden_layers": arch["depth"],
        "num_attention_heads": arch["num_heads"],
        "intermediate_size": int(arch["embed_dim"] * arch["mlp_ratio"]),
        "decoder_hidden_size": arch["decoder_embed_dim"],
        "decoder_num_hidden_layers": arch["decoder_depth"],
        "decoder_num_attention_heads": arch["decoder_num_heads"],
        "decoder_intermediate_size": int(arch["decoder_embed_dim"] * arch["mlp_ratio"]),
        "image_size": config.image_size[0],
        "patch_size": config.patch_size,
        "num_channels": config.channels,
        "layer_norm_eps": 1e-6,
        "hidden_act": "gelu",
        "qkv_bias": True,
        "norm_pix_loss": config.target_space == "patch-normalised",
    }
