"""The attention weights in the encoder of a masked autoencoder.

They are computed again from the inputs of each attention layer, so that the model itself stays as fast as it is.
Attention shows from where a token takes information, not why the model predicts what it predicts.
"""

from __future__ import annotations

import torch
from einops import rearrange
from torch import Tensor, nn

from mae_demo.inference import to_space
from mae_demo.text import Refusal


@torch.inference_mode()
def attention_maps(model: nn.Module, image: Tensor, mask: Tensor) -> Tensor:
    """Attention of every token to every token in each layer of the encoder: (layers, heads, 1 + N, 1 + N).

    image: (C, H, W) in [0, 1]. mask: bool (rows, columns), True = hidden. Token 0 is the class token, token 1 + i
    patch i, row by row: `maps[-1, :, 1 + i, 1:].mean(0).view(mask.shape)` is the attention of patch i in the last
    layer. The row of a visible token sums to 1. Rows and columns of hidden patches are 0: the encoder never sees them.
    Raises ValueError for a model without attention.
    """
    if model.config.family != "vit":
        raise Refusal("errors.no_attention")
    layers: list[Tensor] = []

    def keep(attention: nn.Module, inputs: tuple[Tensor]) -> None:
        q, k, _ = rearrange(attention.qkv(inputs[0]), "1 t (three h d) -> three h t d", three=3, h=attention.num_heads)
        layers.append((q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5).softmax(-1))  # (heads, T, T)

    hooks = [block.attn.register_forward_pre_hook(keep) for block in model.blocks]
    try:
        inputs = to_space(image[None], model.config.input_space)
        model.forward_encoder(inputs, mask.reshape(1, -1), tuple(mask.shape))
    finally:
        for hook in hooks:
            hook.remove()

    # Put the visible tokens back in their places among all patches
    seen = torch.cat([torch.tensor([0]), 1 + (~mask).flatten().nonzero().flatten()]).to(image.device)  # (T,)
    maps = image.new_zeros(len(layers), layers[0].shape[0], 1 + mask.numel(), 1 + mask.numel())
    maps[:, :, seen[:, None], seen] = torch.stack(layers)
    return maps


def attention_received(model: nn.Module, image: Tensor) -> Tensor:
    """The attention that each patch receives with nothing hidden, over all tokens, heads and layers: (rows, columns).

    A saliency for `mae_demo.saliency`, after Kakogeorgiou et al., 'What to Hide from Your Students: Attention-Guided
    Masked Image Modeling' (2022). They use the attention of the class token in the last layer. No loss trains the
    class token of a masked autoencoder, so this averages over all tokens. Together with the attention that the class
    token receives, the numbers sum to 1. Arguments and ValueError as in `attention_maps`.
    """
    patch_size = model.config.patch_size
    nothing = torch.zeros(image.shape[1] // patch_size, image.shape[2] // patch_size, dtype=torch.bool)
    return attention_maps(model, image, nothing.to(image.device))[..., 1:].mean((0, 1, 2)).view(nothing.shape)
