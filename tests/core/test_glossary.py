"""The glossary measures translations: where English says a term, each other language says its own."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from mae_demo import checkpoint
from mae_demo.lessons import FOLDER as LESSONS
from mae_demo.text import ENGLISH, FOLDER, about, languages, speaking

TERMS = tomllib.loads((FOLDER / "glossary.toml").read_text("utf-8"))["terms"]
TRANSLATIONS = [language for language in languages() if language != ENGLISH]
NO_TEXT = {"link", "figure", "unit"}  # of a lesson


def sentences(held: object, place: str) -> Iterator[tuple[str, str]]:
    """Every string in tables within tables, by where it stands."""
    if isinstance(held, str):
        yield place, held
    elif isinstance(held, dict | list):
        parts = held.items() if isinstance(held, dict) else enumerate(held)
        for key, part in parts:
            if key not in NO_TEXT:
                yield from sentences(part, f"{place}.{key}")


def texts(language: str) -> dict[str, str]:
    """All that a visitor reads in a language: sentences of the page, paragraphs of About, lessons."""
    with speaking(language):
        found = dict(sentences(about().split("\n\n"), "about"))
    for path in [FOLDER / f"{language}.toml", *(LESSONS / language).glob("*.toml")]:
        name = "page" if path.stem == language else path.stem
        found |= sentences(tomllib.loads(path.read_text("utf-8")), name)
    return found | cards() if language == ENGLISH else found


def cards() -> dict[str, str]:
    """What English says about the checkpoints of our recipes, where another language has it in its text file."""
    shipped = [name for name in checkpoint.names() if checkpoint.describe(name)["training"].get("recipe") == name]
    keys = [(name, key) for name in shipped for key in ("title", "about")]
    return {f"page.checkpoints.{name}_{key}": checkpoint.describe(name)[key] for name, key in keys}


def says(text: str, term: str) -> bool:
    """Whether an English text has a term or its plural as a word: not in a {name to fill in}, code or an address."""
    prose = re.sub(r"\{[^}]*\}|`[^`]*`|\]\([^)]*\)", " ", text)
    return re.search(rf"\b{re.escape(term)}(s|es)?\b", prose, re.IGNORECASE) is not None


def missing(english: str, translation: str, language: str) -> list[str]:
    """The terms of an English text that its translation does not say."""
    said = [term for term in TERMS if says(english, term["en"])]
    return [term["en"] for term in said if not any(form.lower() in translation.lower() for form in term[language])]


def test_a_missing_term_is_found():
    english = "The decoder fills {hidden} holes (`mask`) from visible patches."
    assert missing(english, "解码器根据可见图块填补 {hidden} 个空洞。", "zh") == []
    assert missing(english, "解码器根据可见的小块填补 {hidden} 个空洞。", "zh") == ["patch"]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_term_is_translated_by_its_word(language):
    own = texts(language)
    wrong = {place: missing(text, own[place], language) for place, text in texts(ENGLISH).items()}
    assert {place: terms for place, terms in wrong.items() if terms} == {}
