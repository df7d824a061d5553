"""What people read on the page, by key: one file a language, `en.toml` and `en.about.md` for English.

Code names sentences by keys and fills in values; it holds no sentence that a visitor reads. What a visitor asks and
cannot have is a `Refusal`, which carries a key and its values as well.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
ENGLISH = "en"


@lru_cache
def text(language: str) -> dict[str, dict[str, str]]:
    """All sentences of a language, by section and key; {braces} in them are filled in by whoever shows them."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def about(language: str) -> str:
    """The About page of a language, in Markdown."""
    return (FOLDER / f"{language}.about.md").read_text("utf-8")


WORDS = text(ENGLISH)


class Refusal(ValueError):
    """What a visitor asked and cannot have.

    key: 'section.key' of the text files. values: what fills the braces there. As a string it is the English sentence,
    for consoles and logs.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.sentence(ENGLISH))

    def sentence(self, language: str) -> str:
        """The reason, in a language."""
        section, key = self.key.split(".")
        return text(language)[section][key].format(**self.values)
