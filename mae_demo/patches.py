"""Patches: cut pictures into patches and back, spread masks over pixels, and encode positions."""

from __future__ import annotations

import math

import torch
from einops import rearrange
from torch import Tensor


def patchify(images: Tensor, patch_size: int) -> Tensor:
    """Cut pictures (B, C, H, W) into patches (B, N, P), P = p·p·C.

    Patches run row by row; inside a patch the channel runs fastest, as in the official code.
    """
    return rearrange(images, "b c (h p) (w q) -> b (h w) (p q c)", p=patch_size, q=patch_size)


def unpatchify(patches: Tensor, patch_size: int, grid: tuple[int, int]) -> Tensor:
    """Assemble patches (B, N, P) to pictures (B, C, H, W); the exact inverse of `patchify`."""
    rows, columns = grid
    return rearrange(patches, "b (h w) (p q c) -> b c (h p) (w q)", h=rows, w=columns, p=patch_size, q=patch_size)


def mask_to_pixels(mask: Tensor, patch_size: int, grid: tuple[int, int]) -> Tensor:
    """Spread a patch mask (B, N) over the pixels it hides: bool (B, 1, H, W), True = hidden."""
    pixels = mask.view(-1, 1, *grid)
    return pixels.repeat_interleave(patch_size, -2).repeat_interleave(patch_size, -1)


def patch_size_of(mask: Tensor, height: int, width: int) -> int:
    """The side in pixels of the square patches of a mask (B, N), on pictures of height × width pixels.

    N is height·width for single pixels, a quarter of that for 2×2 pixels, and so on. Raises ValueError where N square
    patches of whole pixels do not make up the picture.
    """
    patch_size = math.isqrt(height * width // mask.shape[1])
    if not patch_size or height % patch_size or width % patch_size or mask.shape[1] * patch_size**2 != height * width:
        raise ValueError(f"{mask.shape[1]} square patches do not make up a picture of {height}×{width} pixels.")
    return patch_size


def hidden_pixels(mask: Tensor, images: Tensor) -> Tensor:
    """The pixels of pictures (B, C, H, W) that a mask (B, N) of any patch size hides: bool (B, 1, H, W).

    The mask may still be on the CPU; the result is on the device of the pictures.
    """
    height, width = images.shape[-2:]
    patch_size = patch_size_of(mask, height, width)
    mask = mask.to(images.device, non_blocking=True)
    return mask_to_pixels(mask, patch_size, (height // patch_size, width // patch_size))


def sincos_positions(embed_dim: int, grid: tuple[int, int], cls_token: bool = True) -> Tensor:
    """Fixed 2-D sine-cosine positions, (1, N (+1), D), for a grid of (rows, columns).

    The first half of the D numbers varies with the column and the second with the row; each half is
    [sin | cos] at frequencies 10000^(-i / (D/4)). The class token's position is zero. Equal to
    `get_2d_sincos_pos_embed` of facebookresearch/mae, which does not train its positions either.
    """
    if embed_dim % 4:
        raise ValueError(f"2-D sine-cosine positions need a width that 4 divides, not {embed_dim}.")
    rows, columns = grid
    frequencies = 10000.0 ** -(torch.arange(embed_dim // 4, dtype=torch.float64) / (embed_dim / 4))

    def encode(places: Tensor) -> Tensor:
        angles = places.flatten()[:, None] * frequencies  # (N, D/4)
        return torch.cat([angles.sin(), angles.cos()], dim=1)  # (N, D/2)

    row, column = torch.meshgrid(torch.arange(rows).double(), torch.arange(columns).double(), indexing="ij")
    positions = torch.cat([encode(column), encode(row)], dim=1)  # (N, D)
    if cls_token:
        positions = torch.cat([torch.zeros(1, embed_dim), positions])
    return positions.float()[None]
