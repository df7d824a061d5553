"""A masked autoencoder as in He et al., 'Masked Autoencoders Are Scalable Vision Learners' (2022).

Only visible patches enter the encoder; the decoder adds mask tokens. Parameter names and shapes are those of
facebookresearch/mae, so its weights load without a renaming table. The mask is an input, drawn outside the model.
"""

from __future__ import annotations

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

from mae_demo.config import ModelConfig
from mae_demo.models.squash import squash
from mae_demo.patches import sincos_positions, unpatchify


class Attention(nn.Module):
    """Multi-head self-attention over tokens (B, T, D)."""

    def __init__(self, dim: int, num_heads: int) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        qkv = self.qkv(x).unflatten(-1, (3, self.num_heads, -1))  # (B, T, 3, heads, D / heads)
        q, k, v = (part.transpose(1, 2) for part in qkv.unbind(2))  # (B, heads, T, D / heads) each
        if x.is_cuda:
            x = F.scaled_dot_product_attention(q, k, v)
        else:  # on a CPU the backward pass of the fused kernel is slower
            scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)  # (B, heads, T, T)
            x = scores.softmax(dim=-1) @ v
        return self.proj(x.transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    """Two linear layers with an exact GELU between them, applied to each token."""

    def __init__(self, dim: int, hidden_dim: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    """A pre-norm transformer block: self-attention among the tokens, then an MLP on each of them."""

    def __init__(self, dim: int, num_heads: int, mlp_ratio: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-6)
        self.attn = Attention(dim, num_heads)
        self.norm2 = nn.LayerNorm(dim, eps=1e-6)
        self.mlp = Mlp(dim, int(dim * mlp_ratio))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def visible_patches(mask: Tensor, device: torch.device, visible: int | None) -> Tensor:
    """The indices ids_keep (B, V) of the patches that a mask (B, N) leaves visible, in order, on `device`.

    visible: V, if the caller knows it. Otherwise it is counted on the mask's device; if that is a GPU, the host waits.
    """
    if visible is not None:  # visible patches first, in their order
        return mask.to(device, torch.uint8, non_blocking=True).argsort(dim=1, stable=True)[:, :visible]
    if not torch.compiler.is_compiling():
        assert (mask.sum(1) == mask[0].sum()).all(), "every row must hide the same number of patches"
    ids_keep = (~mask).nonzero()[:, 1]  # (B·V,)
    return ids_keep.view(len(mask), ids_keep.shape[0] // len(mask)).to(device, non_blocking=True)


def take(tokens: Tensor, ids: Tensor) -> Tensor:
    """The tokens with the indices ids (B, K) among those of each picture (B, T, D): (B, K, D)."""
    return tokens.gather(1, ids[..., None].expand(-1, -1, tokens.shape[-1]))


class PatchEmbed(nn.Module):
    """A linear map of each visible patch to a token, stored as a convolution as in the official weights."""

    def __init__(self, patch_size: int, channels: int, dim: int) -> None:
        super().__init__()
        self.patch_size = patch_size
        self.proj = nn.Conv2d(channels, dim, kernel_size=patch_size, stride=patch_size)

    def forward(self, images: Tensor, ids_keep: Tensor) -> Tensor:
        p = self.patch_size
        patches = rearrange(images, "b c (h p) (w q) -> b (h w) (c p q)", p=p, q=p)  # (B, N, P)
        return F.linear(take(patches, ids_keep), self.proj.weight.flatten(1), self.proj.bias)  # (B, V, D)


class MaskedAutoencoderViT(nn.Module):
    """Encoder over visible patches, decoder over all of them; see the module's docstring."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        arch, patch_size = config.architecture, config.patch_size
        dim, decoder_dim = arch.embed_dim, arch.decoder_embed_dim

        # Encoder
        self.patch_embed = PatchEmbed(patch_size, config.channels, dim)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(sincos_positions(dim, config.grid), requires_grad=False)
        self.blocks = nn.ModuleList(Block(dim, arch.num_heads, arch.mlp_ratio) for _ in range(arch.depth))
        self.norm = nn.LayerNorm(dim, eps=1e-6)

        # Decoder
        self.decoder_embed = nn.Linear(dim, decoder_dim)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, decoder_dim))
        self.decoder_pos_embed = nn.Parameter(sincos_positions(decoder_dim, config.grid), requires_grad=False)
        self.decoder_blocks = nn.ModuleList(
            Block(decoder_dim, arch.decoder_num_heads, arch.mlp_ratio) for _ in range(arch.decoder_depth)
        )
        self.decoder_norm = nn.LayerNorm(decoder_dim, eps=1e-6)
        self.decoder_pred = nn.Linear(decoder_dim, patch_size**2 * config.channels)
        self._initialise()

    def _initialise(self) -> None:
        """Xavier-uniform linear layers, as in the official code and JAX's ViT; normal tokens of deviation 0.02."""
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.xavier_uniform_(self.patch_embed.proj.weight.flatten(1))
        nn.init.zeros_(self.patch_embed.proj.bias)
        nn.init.normal_(self.cls_token, std=0.02)
        nn.init.normal_(self.mask_token, std=0.02)

    def forward(self, images: Tensor, mask: Tensor, visible: int | None = None) -> Tensor:
        """Predict whole pictures from their visible patches.

        images: (B, C, H, W) in `config.input_space`; the patch size must divide H and W. mask: bool (B, N), True =
        hidden, on this device or on the CPU; every row hides the same number (`mae_demo.inference.predict` groups
        rows that do not). visible: the number of visible patches in each row, if the caller knows it.
        Returns (B, C, H, W) in `config.target_space`.
        """
        patch_size = self.config.patch_size
        grid = images.shape[2] // patch_size, images.shape[3] // patch_size
        latent = self.forward_encoder(images, mask, grid, visible)
        prediction = unpatchify(self.forward_decoder(latent, mask, grid), patch_size, grid)
        return squash(prediction) if self.config.bounded else prediction

    def forward_encoder(
        self, images: Tensor, mask: Tensor, grid: tuple[int, int], visible: int | None = None
    ) -> Tensor:
        """Latent tokens (B, 1 + V, D) of the class token and the V visible patches, in row-major order."""
        # Embed the visible patches and add their positions
        ids_keep = visible_patches(mask, images.device, visible)
        pos_embed = self._positions(self.pos_embed, grid)
        x = self.patch_embed(images, ids_keep) + pos_embed[0, 1:][ids_keep]  # (B, V, D)

        # Put the class token in front, and apply the transformer blocks
        cls_token = (self.cls_token + pos_embed[:, :1]).expand(x.shape[0], -1, -1)
        x = torch.cat([cls_token, x], dim=1)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def forward_decoder(self, latent: Tensor, mask: Tensor, grid: tuple[int, int]) -> Tensor:
        """Predicted patches (B, N, P) from latent tokens (B, 1 + V, D)."""
        # Put a mask token in the place of each hidden patch
        x = self.decoder_embed(latent)
        mask = mask.to(x.device, non_blocking=True)
        ids_restore = (~mask).cumsum(1)  # the first visible patch is token 1, after the class token
        tokens = torch.where(mask[..., None], self.mask_token, take(x, ids_restore))  # (B, N, D)

        # Add positions, and apply the transformer blocks to all tokens
        x = torch.cat([x[:, :1], tokens], dim=1) + self._positions(self.decoder_pos_embed, grid)
        for block in self.decoder_blocks:
            x = block(x)

        # Predict the pixels of each patch; drop the class token
        return self.decoder_pred(self.decoder_norm(x))[:, 1:]

    def _positions(self, stored: Tensor, grid: tuple[int, int]) -> Tensor:
        """The stored positions, or those of `grid` for a picture of another size."""
        if grid == self.config.grid:
            return stored
        return sincos_positions(stored.shape[-1], grid).to(stored)
