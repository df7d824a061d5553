"""The config that all models of Fashion-MNIST share, in a module of its own since two modules of recipes use it."""

from __future__ import annotations

from mae_demo.config import Architecture, ModelConfig


def fashion(family: str, loss: str, architecture: Architecture) -> ModelConfig:
    """A model of grey pictures of 28×28 pixels, with patches of 4."""
    return ModelConfig(family=family, dataset="fashion-mnist", loss=loss, architecture=architecture)
