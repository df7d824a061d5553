"""A small convolutional U-Net that fills holes of any shape: the mask is one more channel of the picture.

The architecture is that of Ronneberger et al., 'U-Net' (2015): down, bottom, up, with skip connections from the way
down to the way up. Hidden pixels are set to 0, as in Pathak et al., 'Context Encoders' (2016), or filled smoothly from
visible ones, and a channel says where they are. A filling is alike all over a wide hole, so a network that is to draw
texture there can see noise besides: without it, all that tells one place from the next is the grid of the strides, and
the texture follows that grid. The network has no patch size, so it takes masks of patches, of single
pixels and of brush strokes. A vision transformer takes whole patches only.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mae_demo.baselines import pull_push
from mae_demo.config import ModelConfig
from mae_demo.models.squash import squash
from mae_demo.patches import hidden_pixels


def grain_of(images: Tensor) -> Tensor:
    """Numbers in [0, 1) that look random, (C, H, W) for pictures (B, C, H, W).

    They depend on a pixel's row, column and channel alone, so that a brush stroke leaves the texture of the rest of the
    hole as it is. They are 24 bits of a hash of 32 bits by Wellons, 'Prospecting for Hash Functions' (2018), which the
    engine of the browser computes bit by bit alike.
    """
    channels, rows, columns = (torch.arange(length, device=images.device) for length in images.shape[1:])
    h = (channels[:, None, None] * 4096 + rows[:, None]) * 4096 + columns  # int64 (C, H, W)
    h = (h ^ h >> 16) * 0x21F0AAAD & 0xFFFFFFFF
    h = (h ^ h >> 15) * 0x735A2D97 & 0xFFFFFFFF
    h = h ^ h >> 15
    return (h >> 8).to(images.dtype) / 2**24


class Conv3x3(nn.Module):
    """A 3×3 convolution that stores its weight as a matrix, (D, D·3·3), so that Muon can train it (train.optim)."""

    def __init__(self, dim: int, scale: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(dim, dim * 9) * scale * (dim * 9) ** -0.5)
        self.bias = nn.Parameter(torch.zeros(dim))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight.view(-1, x.shape[1], 3, 3), self.bias, padding=1)


class Block(nn.Module):
    """A residual block: two convolutions add what they find in a neighbourhood to its centre."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, dim)
        self.conv1 = Conv3x3(dim)
        self.conv2 = Conv3x3(dim, scale=0.2)  # small at first: the block starts near the identity

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(F.gelu(self.conv1(self.norm(x))))


class MaskedUNet(nn.Module):
    """U-Net from a half or a quarter of the picture's side downwards; see the module's docstring."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        arch = config.architecture
        *depths, bottom_depth = arch.depths
        steps = list(zip(pairwise(arch.dims), depths, strict=True))  # ((channels of a level, of the next), its blocks)

        # Way down: 2×2 or 4×4 pixels become the channels of one place, and 2×2 places those of a coarser one
        self.stem = nn.Conv2d(arch.reduction**2 * (config.channels + 1), arch.dims[0], 3, padding=1)
        self.down_blocks, self.down = nn.ModuleList(), nn.ModuleList()
        for (fine, coarse), depth in steps:
            self.down_blocks.append(nn.Sequential(*(Block(fine) for _ in range(depth))))
            self.down.append(nn.Conv2d(fine, coarse, 2, stride=2))

        # Bottom: each place sees the whole of a small picture
        self.bottom_blocks = nn.Sequential(*(Block(arch.dims[-1]) for _ in range(bottom_depth)))

        # Way up
        self.up, self.up_blocks = nn.ModuleList(), nn.ModuleList()
        for (fine, coarse), depth in reversed(steps):
            self.up.append(nn.ConvTranspose2d(coarse, fine, 2, stride=2))
            self.up_blocks.append(nn.Sequential(*(Block(fine) for _ in range(depth))))
        self.norm = nn.GroupNorm(1, arch.dims[0])
        self.head = nn.Conv2d(arch.dims[0], arch.reduction**2 * config.channels, 3, padding=1)

    def forward(self, images: Tensor, mask: Tensor) -> Tensor:
        """Predict whole pictures from their visible pixels.

        images: (B, C, H, W) in `config.input_space`. mask: bool (B, N), True = hidden, for square patches of any size
        down to one pixel: their side is sqrt(H·W / N). Rows may hide different numbers.
        Returns (B, C, H, W) in `config.target_space`. Raises ValueError where no such patches make up the picture.
        """
        # Pad the picture below and to the right with hidden pixels, so that every level has whole places
        arch, (height, width) = self.config.architecture, images.shape[-2:]
        multiple = arch.reduction * 2 ** (len(arch.dims) - 1)
        margin = (0, -width % multiple, 0, -height % multiple)
        hidden = F.pad(hidden_pixels(mask, images), margin, value=True)  # (B, 1, H', W')
        images = F.pad(images, margin)

        # Blank hidden pixels or fill them smoothly, and add the mask as a channel
        start = pull_push(images, hidden, arch.relaxations) if arch.filled else images.masked_fill(hidden, 0.0)
        seen = start
        if arch.noise:  # new in every step of a training, and always the same afterwards
            grain = torch.rand_like(start) if self.training else grain_of(start)
            seen = start + arch.noise * 12**0.5 * (grain - 0.5) * hidden
        x = torch.cat([seen, hidden.to(images.dtype)], dim=1)  # (B, C+1, H', W')

        # Way down, which keeps its outputs. Convolutions are faster with the channels of a place side by side in memory
        x = F.pixel_unshuffle(x, arch.reduction).contiguous(memory_format=torch.channels_last)
        x = self.stem(x)  # (B, D, H'/R, W'/R) where R is the reduction
        skips = []
        for blocks, down in zip(self.down_blocks, self.down, strict=True):
            x = blocks(x)
            skips.append(x)
            x = down(x)

        # Bottom
        x = self.bottom_blocks(x)

        # Way up, with the outputs of the way down
        for blocks, up in zip(self.up_blocks, self.up, strict=True):
            x = blocks(skips.pop() + up(x))

        # Predict the pixels of each place, or what to add to the filling
        prediction = F.pixel_shuffle(self.head(F.gelu(self.norm(x))), arch.reduction)
        if arch.filled:
            prediction = start + prediction
        prediction = prediction[..., :height, :width]
        return squash(prediction) if self.config.bounded else prediction
