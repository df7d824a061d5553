"""The best linear predictor: the baseline of every masked autoencoder.

Suppose that pictures come from a normal distribution with the mean and covariance of the training set. Then the
expected value of the hidden pixels, given the visible ones, is a linear map of these, and has a closed form. PCA is
the same kind of baseline for a plain autoencoder. See Bishop, 'Pattern Recognition and Machine Learning' (2006),
equation 2.81.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mae_demo.config import ModelConfig
from mae_demo.patches import hidden_pixels


class GaussianPredictor(nn.Module):
    """Conditional mean of a Gaussian over all C·H·W values of a picture."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        values = config.channels * config.image_size[0] * config.image_size[1]
        self.register_buffer("mean", torch.zeros(values))
        self.register_buffer("covariance", torch.eye(values))

    def fit(self, images: Tensor) -> None:
        """Compute mean and covariance from training pictures (B, C, H, W)."""
        values = images.flatten(1).double()
        self.mean.copy_(values.mean(0))
        self.covariance.copy_(values.T.cov())

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Fill hidden pixels; visible ones stay as they are. Shapes as in `mae_demo.models`; masks of any patch size.

        Raises ValueError for pictures of another size than those of `fit`.
        """
        height, width = self.config.image_size
        if images.shape[2:] != (height, width):
            raise ValueError(f"The best linear predictor fills pictures of {height}×{width} pixels only.")
        values = images.flatten(1)
        hidden = hidden_pixels(mask, images).expand_as(images).flatten(1)
        prediction = values.clone()
        # One system of equations for all pictures that share a mask
        masks, owner = hidden.unique(dim=0, return_inverse=True)
        for index, h in enumerate(masks):
            rows = owner == index
            prediction[rows] = self._fill(values[rows], h)
        return prediction.view_as(images)

    def _fill(self, values: Tensor, h: Tensor) -> Tensor:
        """mean_h + C_hv C_vv⁻¹ (x_v - mean_v), for pictures (B, D) that all hide the pixels h (D)."""
        v = ~h
        mean, columns = self.mean.double(), self.covariance[:, v].double()  # (D), (D, V)
        visible_covariance = columns[v]
        visible_covariance.diagonal().add_(self.config.architecture.ridge)
        factor = torch.linalg.cholesky(visible_covariance)
        deviation = torch.cholesky_solve((values[:, v].double() - mean[v]).T, factor)  # (V, B)
        filled = values.clone()
        filled[:, h] = (mean[h, None] + columns[h] @ deviation).T.to(values.dtype)
        return filled
