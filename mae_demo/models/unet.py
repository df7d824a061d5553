"""A small convolutional U-Net that fills holes of any shape: the mask is one more channel of the picture.

The shape is that of Ronneberger et al., 'U-Net' (2015): down, think, up, with a bridge from the way down to the
way up. Hidden pixels are blanked before they enter, as in Pathak et al., 'Context Encoders' (2016), and a channel
says where they are. Nothing in it knows a patch size, so one model takes masks of patches, of single pixels and
of brush strokes, where a vision transformer takes whole patches only.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mae_demo.config import ModelConfig
from mae_demo.models.squash import squash
from mae_demo.patches import hidden_pixels


class Conv3x3(nn.Module):
    """A 3×3 convolution whose weight is kept as a matrix, (D, D·3·3), so that Muon can take it (train.optim)."""

    def __init__(self, dim: int, scale: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(dim, dim * 9) * scale * (dim * 9) ** -0.5)
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight.view(-1, x.shape[1], 3, 3), self.bias, padding=1)


class Block(nn.Module):
    """Two convolutions beside a shortcut: what the neighbours say is added to what a place knows already."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, dim)
        self.conv1 = Conv3x3(dim)
        self.conv2 = Conv3x3(dim, scale=0.2)  # at first the shortcut leads

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(F.gelu(self.conv1(self.norm(x))))


class MaskedUNet(nn.Module):
    """Half the picture's side, then a quarter, then half again; see the module's docstring."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        arch = config.architecture
        fine, coarse = arch.fine_dim, arch.coarse_dim

        # Way down: 2×2 pixels become the channels of one place
        self.stem = nn.Conv2d(4 * (config.channels + 1), fine, 3, padding=1)
        self.down_blocks = nn.ModuleList(Block(fine) for _ in range(arch.fine_depth))
        self.down = nn.Conv2d(fine, coarse, 2, stride=2)

        # Bottom: a place sees the whole of a small picture
        self.coarse_blocks = nn.ModuleList(Block(coarse) for _ in range(arch.coarse_depth))

        # Way up
        self.up = nn.ConvTranspose2d(coarse, fine, 2, stride=2)
        self.up_blocks = nn.ModuleList(Block(fine) for _ in range(arch.fine_depth))
        self.norm = nn.GroupNorm(1, fine)
        self.head = nn.Conv2d(fine, 4 * config.channels, 3, padding=1)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Predict whole pictures from their visible pixels.

        images: (B, C, H, W) in `config.input_space`; 4 must divide H and W. mask: bool (B, N), True = hidden, for
        square patches of any size down to one pixel: their side is sqrt(H·W / N). Rows may hide different numbers.
        Returns (B, C, H, W) in `config.target_space`. Raises ValueError where no such patches cut the picture.
        """
        # Blank what is hidden, and say where
        hidden = hidden_pixels(mask, images)  # (B, 1, H, W)
        x = torch.cat([images.masked_fill(hidden, 0.0), hidden.to(images.dtype)], dim=1)  # (B, C+1, H, W)

        # Down to half the side
        x = self.stem(F.pixel_unshuffle(x, 2))  # (B, D, H/2, W/2)
        for block in self.down_blocks:
            x = block(x)
        bridge = x

        # Think at a quarter of the side
        x = self.down(x)  # (B, D', H/4, W/4)
        for block in self.coarse_blocks:
            x = block(x)

        # Up again, with what was known on the way down
        x = bridge + self.up(x)
        for block in self.up_blocks:
            x = block(x)

        # Predict the 2×2 pixels of each place
        prediction = F.pixel_shuffle(self.head(F.gelu(self.norm(x))), 2)
        return squash(prediction) if self.config.bounded else prediction
