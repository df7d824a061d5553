"""Emoji: which there are, which are variants of one another, and how they come onto their backgrounds."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageFont
from torch import Generator

from train import emoji

needs_font = pytest.mark.skipif(not emoji.FONT.is_file(), reason="needs Debian's fonts-noto-color-emoji")
LIST = """# group: Smileys & Emotion
1F600 ; fully-qualified # 😀 E1.0 grinning face
263A FE0F ; fully-qualified # ☺️ E0.6 smiling face
263A ; unqualified # ☺ E0.6 smiling face
# group: People & Body
1F44B 1F3FB ; fully-qualified # 👋🏻 E1.0 waving hand: light skin tone
1F44B 1F3FD ; fully-qualified # 👋🏽 E1.0 waving hand: medium skin tone
"""


def test_the_list_by_hand(tmp_path):
    (tmp_path / "list.txt").write_text(LIST, "utf-8")
    smile, people = "Smileys & Emotion", "People & Body"
    assert emoji.listed(tmp_path / "list.txt") == [("😀", smile), ("☺️", smile), ("👋🏻", people), ("👋🏽", people)]


@pytest.mark.parametrize("variants", [
    ("👋", "👋🏻", "👋🏿"),
    ("🧑‍🚀", "👩‍🚀", "👨🏽‍🚀"),
    ("🏃", "🏃‍♀️", "🏃🏾‍♂️"),
    ("🧑‍❤️‍💋‍🧑", "👩🏻‍❤️‍💋‍👨🏿"),
])  # fmt: skip
def test_variants_are_variants_of_one_base_and_stay_together(variants):
    assert len({emoji.base_of(sequence) for sequence in variants}) == 1
    assert len({emoji.part_of(sequence) for sequence in variants}) == 1


def test_what_is_not_a_variant_is_no_kin():
    assert len({emoji.base_of(sequence) for sequence in ("👋", "🤚", "🧑‍🚀", "🧑‍🚒", "🇫🇷", "🇩🇪", "🏳️‍🌈", "🏳️")}) == 8


def test_parts_are_about_so_large():
    parts = torch.tensor([emoji.part_of(chr(code)) for code in range(0x4E00, 0x4E00 + 5000)]).bincount() / 5000
    torch.testing.assert_close(parts, torch.tensor([0.8, 0.1, 0.1]), atol=0.02, rtol=0)


def test_a_drawing_on_its_background_by_hand():
    side = emoji.SIDE - 2 * emoji.MARGIN
    drawings = torch.zeros(5, 4, side, side, dtype=torch.uint8)
    drawings[:, 0] = 200  # red, opaque on the left, half through in the middle, nothing on the right
    drawings[:, 3, :, :20], drawings[:, 3, :, 20:40] = 255, 51
    pictures = emoji.on_backgrounds(drawings, Generator().manual_seed(0))
    places = set()
    for number, picture in enumerate(pictures):
        ground = picture[:, 0, -1]
        if number % emoji.WHITE == 0:
            assert ground.tolist() == [255] * 3
        rows, columns = (picture == torch.tensor([200, 0, 0])[:, None, None]).all(0).nonzero().unbind(1)
        top, left = rows.min().item(), columns.min().item()
        places.add((top, left))
        assert (len(rows), rows.max() - top, columns.max() - left) == (side * 20, side - 1, 19)
        mixed = (0.2 * torch.tensor([200, 0, 0]) + 0.8 * ground).round().byte()
        assert (picture[:, top : top + side, left + 20 : left + 40] == mixed[:, None, None]).all()
        assert (picture[:, :, left + 40 :] == ground[:, None, None]).all()
        assert max(top, left) <= 2 * emoji.MARGIN
    assert len(places) > 1
    assert len({tuple(picture[:, 0, -1].tolist()) for picture in pictures}) == 4


@needs_font
def test_a_sequence_is_one_drawing_and_unknown_ones_are_none():
    font = ImageFont.truetype(emoji.FONT, emoji.FONT_SIZE, layout_engine=ImageFont.Layout.RAQM)
    side = emoji.SIDE - 2 * emoji.MARGIN
    tomato, flag, family = (np.asarray(emoji.draw(sequence, font)) for sequence in ("🍅", "🇫🇷", "👩🏽‍🚀"))
    assert tomato.shape == flag.shape == family.shape == (side, side, 4)
    red, green, blue = tomato[tomato[..., 3] == 255][:, :3].mean(0)
    assert red > 1.5 * green and red > 1.5 * blue
    assert flag[side // 2, 4, 2] > flag[side // 2, 4, 0] and flag[side // 2, -5, 0] > flag[side // 2, -5, 2]
    assert emoji.draw("🍅🍅", font) is None


def test_the_data_set_from_its_file(tmp_path):
    side = emoji.SIDE - 2 * emoji.MARGIN
    drawings = np.zeros((4, 4, side, side), np.uint8)
    drawings[:, 3], drawings[:, :3] = 255, np.arange(4).reshape(4, 1, 1, 1) + 100
    path = tmp_path / "emoji.npz"
    np.savez_compressed(path, drawings=drawings, groups=[1, 0, 1, 0], parts=[0, 2, 0, 1], names=["one", "two"])
    data = emoji.emoji(path)
    assert data.train.shape == (2 * emoji.BACKGROUNDS, 3, emoji.SIDE, emoji.SIDE) and data.train.dtype == torch.uint8
    assert sorted(data.train[:, 0, 32, 32].tolist()) == [100] * emoji.BACKGROUNDS + [102] * emoji.BACKGROUNDS
    assert data.train[:, 0, 32, 32].diff().abs().sum() > 2  # shuffled
    assert (data.validation[:, 0, 32, 32].tolist(), data.test[:, 0, 32, 32].tolist()) == ([103], [101])
    assert (data.train_labels.unique().tolist(), data.validation_labels.tolist()) == ([1], [0])
    assert data.classes == ("one", "two")


def test_what_is_drawn_like_something_to_train_on_is_no_test(tmp_path):
    side = emoji.SIDE - 2 * emoji.MARGIN
    drawings = np.full((4, 4, side, side), 255, np.uint8)
    drawings[3, 0] = 7
    path = tmp_path / "emoji.npz"
    np.savez_compressed(path, drawings=drawings, groups=[0, 1, 2, 3], parts=[0, 1, 2, 2], names=list("abcd"))
    data = emoji.emoji(path)
    assert (len(data.train), len(data.validation), data.test_labels.tolist()) == (emoji.BACKGROUNDS, 0, [3])


def test_without_the_font_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(emoji.prepare, "__defaults__", (Path("nowhere.ttf"), Path("nowhere.txt"), emoji.FILE))
    with pytest.raises(ValueError, match=r"nowhere\.ttf is missing: install Debian's fonts-noto-color-emoji"):
        emoji.emoji(tmp_path / "emoji.npz")


@needs_font
def test_the_command_draws_what_is_listed(tmp_path):
    (tmp_path / "list.txt").write_text(LIST, "utf-8")
    emoji.main(emoji.FONT, tmp_path / "list.txt", tmp_path / "data" / "few.npz")
    with np.load(tmp_path / "data" / "few.npz") as content:
        assert content["drawings"].shape == (4, 4, 56, 56) and content["groups"].tolist() == [0, 0, 1, 1]
        assert content["parts"][2] == content["parts"][3]
        hand = Image.fromarray(content["drawings"][2].transpose(1, 2, 0))
    assert hand.getbbox() is not None
    with pytest.raises(SystemExit, match="install Debian's unicode-data"):
        emoji.main(emoji.FONT, tmp_path / "nothing.txt")
