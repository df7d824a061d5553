"""Model families with one contract: `model(images (B, C, H, W), mask (B, N)) -> prediction (B, C, H, W)`."""

from torch import nn

from mae_demo.config import ModelConfig
from mae_demo.models.conv import Convolutional
from mae_demo.models.gaussian import GaussianPredictor
from mae_demo.models.mlp import FullyConnected
from mae_demo.models.pca import PCA
from mae_demo.models.unet import MaskedUNet
from mae_demo.models.vae import Variational
from mae_demo.models.vit import MaskedAutoencoderViT

MODELS = {
    "vit": MaskedAutoencoderViT,
    "unet": MaskedUNet,
    "mlp": FullyConnected,
    "conv": Convolutional,
    "vae": Variational,
    "pca": PCA,
    "gaussian": GaussianPredictor,
}


def build(config: ModelConfig) -> nn.Module:
    """Build a model with untrained weights from its config."""
    return MODELS[config.family](config)
