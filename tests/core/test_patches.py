"""Pictures to patches and back, masks to pixels, and where each patch stands."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mae_demo.patches import mask_to_pixels, patch_size_of, patchify, sincos_positions, unpatchify

sides = st.integers(1, 5)


def numbered(*shape):
    """A tensor whose entries are all different, so that no permutation goes unseen."""
    return torch.arange(torch.Size(shape).numel()).view(shape)


@settings(deadline=None, max_examples=50)
@given(rows=sides, columns=sides, patch_size=sides, channels=st.integers(1, 4), batch=st.integers(1, 3))
def test_unpatchify_undoes_patchify(rows, columns, patch_size, channels, batch):
    images = numbered(batch, channels, rows * patch_size, columns * patch_size)
    patches = patchify(images, patch_size)
    assert patches.shape == (batch, rows * columns, patch_size**2 * channels)
    assert torch.equal(unpatchify(patches, patch_size, (rows, columns)), images)


@settings(deadline=None, max_examples=50)
@given(rows=sides, columns=sides, p=sides, channels=st.integers(1, 4))
def test_patchify_agrees_with_the_official_einsum(rows, columns, p, channels):
    images = numbered(2, channels, rows * p, columns * p)
    cut = images.reshape(2, channels, rows, p, columns, p)
    official = torch.einsum("nchpwq->nhwpqc", cut).reshape(2, rows * columns, p**2 * channels)
    assert torch.equal(patchify(images, p), official)


def test_channel_runs_fastest_inside_a_patch():
    red = torch.tensor([[0, 1, 2, 3], [4, 5, 6, 7]])
    images = torch.stack([red, red + 10])[None]  # (1, 2, 2, 4)
    first, second = patchify(images, 2)[0].tolist()
    assert first == [0, 10, 1, 11, 4, 14, 5, 15]
    assert second == [2, 12, 3, 13, 6, 16, 7, 17]


def test_a_mask_spreads_over_the_pixels_of_its_patches():
    mask = torch.tensor([[False, True, False, True, False, False]])  # (1, 2·3)
    pixels = mask_to_pixels(mask, 2, (2, 3))
    assert pixels.shape == (1, 1, 4, 6)
    assert pixels.int()[0, 0].tolist() == [
        [0, 0, 1, 1, 0, 0],
        [0, 0, 1, 1, 0, 0],
        [1, 1, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    ("patches", "height", "width", "side"), [(49, 28, 28, 4), (784, 28, 28, 1), (6, 8, 12, 4), (96, 8, 12, 1)]
)
def test_the_side_of_a_patch_follows_from_their_number(patches, height, width, side):
    assert patch_size_of(torch.zeros(5, patches), height, width) == side


@pytest.mark.parametrize(
    ("patches", "height", "width"),
    [(3, 8, 6), (3, 6, 8), (5, 8, 8), (100, 8, 8), (3, 8, 8)],  # of the first two, 4 divides one side alone
)
def test_patches_that_do_not_cut_a_picture_are_refused(patches, height, width):
    sentence = f"{patches} square patches do not make up a picture of {height}×{width} pixels"
    with pytest.raises(ValueError, match=sentence):
        patch_size_of(torch.zeros(1, patches), height, width)


def official_positions(dim, rows, columns):
    """get_2d_sincos_pos_embed of facebookresearch/mae (util/pos_embed.py), for grids of any shape."""
    grid_w, grid_h = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))

    def encode(places):
        omega = 1.0 / 10000 ** (np.arange(dim // 4, dtype=float) / (dim / 4))
        out = np.einsum("m,d->md", places.reshape(-1), omega)
        return np.concatenate([np.sin(out), np.cos(out)], axis=1)

    return np.concatenate([encode(grid_w), encode(grid_h)], axis=1)  # here w goes first


@pytest.mark.parametrize(("dim", "grid"), [(768, (14, 14)), (1280, (16, 16)), (8, (3, 5)), (4, (1, 1))])
def test_positions_agree_with_the_official_code(dim, grid):
    positions = sincos_positions(dim, grid)[0]
    assert positions[0].abs().max() == 0  # the class token
    np.testing.assert_allclose(positions[1:], official_positions(dim, *grid), atol=1e-6)
    assert torch.equal(sincos_positions(dim, grid, cls_token=False)[0], positions[1:])


def test_first_half_of_a_position_varies_with_the_column_alone():
    places = sincos_positions(16, (3, 5), cls_token=False).view(3, 5, 16)
    first, second = places[..., :8], places[..., 8:]
    assert torch.equal(first, first[:1].expand(3, 5, 8))  # the same in every row
    assert torch.equal(second, second[:, :1].expand(3, 5, 8))  # the same in every column
    assert len(first[0].unique(dim=0)) == 5
    assert len(second[:, 0].unique(dim=0)) == 3


def test_positions_need_a_width_that_four_divides():
    with pytest.raises(ValueError, match="not 6"):
        sincos_positions(6, (2, 2))
