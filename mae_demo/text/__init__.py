"""What people read on the page, by key: one file a language, `en.toml` and `en.about.md` for English.

Code names sentences by keys and fills in values; it holds no sentence that a visitor reads. `WORDS` are those of the
language that is spoken where they are read: English, unless `speaking` says otherwise. What a visitor asks and cannot
have is a `Refusal`, which carries a key and its values as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
ENGLISH = "en"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@lru_cache
def text(language: str) -> dict[str, dict[str, str]]:
    """All sentences of a language, by section and key; {braces} in them are filled in by whoever shows them."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


@lru_cache
def languages() -> dict[str, str]:
    """What each language calls itself, by its tag (BCP 47), English first: those whose files are there."""
    tags = sorted(path.name.removesuffix(".about.md") for path in FOLDER.glob("*.about.md"))
    return {tag: text(tag)["page"]["language"] for tag in sorted(tags, key=lambda tag: tag != ENGLISH)}


def spoken() -> str:
    """The language that is spoken here, by its tag."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in this thread or task, and in those that it waits for."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def about() -> str:
    """The About page, in Markdown."""
    return (FOLDER / f"{spoken()}.about.md").read_text("utf-8")


class Words(Mapping):
    """The sentences by section and key, in the language that is spoken when a section is read."""

    def __getitem__(self, section: str) -> dict[str, str]:
        return text(spoken())[section]

    def __iter__(self) -> Iterator[str]:
        return iter(text(spoken()))

    def __len__(self) -> int:
        return len(text(spoken()))


WORDS = Words()


class Refusal(ValueError):
    """What a visitor asked and cannot have.

    key: 'section.key' of the text files. values: what fills the braces there. As a string it is the English sentence,
    for consoles and logs.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        with speaking(ENGLISH):
            super().__init__(self.sentence())

    def sentence(self) -> str:
        """The reason, in the language that is spoken."""
        section, key = self.key.split(".")
        return WORDS[section][key].format(**self.values)


def sentence(error: ValueError) -> str:
    """What an error says to people: a Refusal in the language that is spoken, any other as it is."""
    return error.sentence() if isinstance(error, Refusal) else str(error)
