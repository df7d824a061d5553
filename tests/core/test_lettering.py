"""Letters on pictures: a font that has them, and lines that are no longer than there is room."""

from __future__ import annotations

import pytest

from mae_demo import lettering
from mae_demo.lettering import font, has_letters, wrap


@pytest.fixture
def only_own(monkeypatch):
    monkeypatch.setattr(lettering, "FONTS", ())


def test_pillows_own_font_comes_first():
    assert font("PSNR 18.4 dB", 14).getname()[0] == "Aileron"


def test_letters_that_no_font_has_are_known(only_own):
    assert has_letters("Masked: 75 of 98 – 2×2") and not has_letters("Größe") and not has_letters("重建")
    assert font("重建", 14).getname()[0] == "Aileron"


def test_a_font_of_the_computer_steps_in(monkeypatch):
    if lettering._font("DejaVuSans.ttf", 16) is None:
        pytest.skip("DejaVu Sans is not installed here.")
    monkeypatch.setattr(lettering, "FONTS", ("there is none.ttf", "DejaVuSans.ttf"))
    assert has_letters("Größe") and not has_letters("重建")
    assert font("Größe", 14).getname()[0] == "DejaVu Sans"


class OfTen:
    """A font whose letters have ten pixels each."""

    def getlength(self, text: str) -> float:
        return 10 * len(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two  three\nfour", ["one two", "three", "four"]),
        ("a longest-of-words b", ["a", "longest-of-words", "b"]),
        ("遮住了三十七个图块，再填补。", ["遮住了三十七", "个图块，再填", "补。"]),  # no full stop begins a line
        ("由 vit 填补好了", ["由 vit", "填补好了"]),
    ],
)
def test_lines_break_between_words_and_chinese_characters(text, lines):
    assert wrap(text, OfTen(), 70 if "one" in text else 60) == lines
