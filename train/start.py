"""The weights that a run starts from, where its recipe names a checkpoint."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from mae_demo import checkpoint
from train.config import TrainConfig
from train.provenance import start_of


def load_start(model: nn.Module, config: TrainConfig, folder: Path) -> None:
    """Load the weights of the checkpoint that a recipe starts from; positions are kept, as they depend on the size.

    Raises ValueError where the checkpoint is missing, and where its weights are of another network.
    """
    weights = checkpoint.load(start_of(config, folder)).state_dict()
    own = model.state_dict()
    weights |= {name: values for name, values in own.items() if name.endswith("pos_embed")}
    if {name: values.shape for name, values in weights.items()} != {name: v.shape for name, v in own.items()}:
        raise ValueError(
            f"{config.name} starts from the weights of {config.start_from}, which fit another network: train "
            f"{config.start_from} with the same options, or start from random weights with --set start_from=, more "
            "--steps and a higher --lr."
        )
    model.load_state_dict(weights)
