"""What is written in each language: nothing is missing, nothing is too much, and the same values are filled in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict

import pytest

from mae_demo import checkpoint
from mae_demo.checkpoint.catalogue import OFFERS
from mae_demo.lessons import lessons
from mae_demo.text import ENGLISH, Refusal, about, languages, sentence, speaking, text
from train.recipes import RECIPES

OTHERS = [tag for tag in languages() if tag != ENGLISH]
OF_CARDS = "checkpoints"  # in English they stand on the cards
WORDS_OF_LESSONS = {"title", "goal", "question", "why", "solution", "text", "reply", "tells", "do", "read"}


def rows(language: str) -> dict[tuple[str, str], str]:
    """All sentences of a language, by section and key."""
    return {(name, key): value for name, section in text(language).items() for key, value in section.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_is_there_and_none_besides(language):
    written = {place for place in rows(language) if place[0] != OF_CARDS}
    assert written == {place for place in rows(ENGLISH) if place[0] != OF_CARDS}
    assert all(isinstance(value, str) and value.strip() for value in rows(language).values())


@pytest.mark.parametrize("language", OTHERS)
def test_each_checkpoint_has_its_title_and_what_is_said_of_it(language):
    told = text(language)[OF_CARDS]
    for name in {*OFFERS} | {*RECIPES} & {*checkpoint.names()}:
        assert told.get(f"{name}_title") and told.get(f"{name}_about"), name


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_values_are_filled_in(language):
    english = rows(ENGLISH)
    for place, value in rows(language).items():
        if place in english:
            assert Counter(re.findall(r"\{[^}]*\}", value)) == Counter(re.findall(r"\{[^}]*\}", english[place])), place


@pytest.mark.parametrize("language", OTHERS)
def test_code_and_links_are_the_same(language):
    kept = re.compile(r"`[^`]+`|\]\([^)]+\)|<[^>]+>")
    english = rows(ENGLISH)
    for place, value in rows(language).items():
        if place in english:
            assert Counter(kept.findall(value)) == Counter(kept.findall(english[place])), place


@pytest.mark.parametrize("language", OTHERS)
def test_about_has_the_same_sections_code_and_links(language):
    found = []
    for each in (ENGLISH, language):
        with speaking(each):
            told = about()
        marks = re.findall(r"^#+ ", told, re.MULTILINE)
        found.append((marks, Counter(re.findall(r"`[^`]+`|\]\([^)]+\)|<https?:[^>]+>", told))))
    assert found[0] == found[1]


def without_words(held: object) -> object:
    """A lesson as data, without what people read."""
    if isinstance(held, dict):
        return {key: without_words(value) for key, value in held.items() if key not in WORDS_OF_LESSONS}
    return [*map(without_words, held)] if isinstance(held, list) else held


@pytest.mark.parametrize("language", OTHERS)
def test_lessons_differ_in_words_alone(language):
    there, english = ([asdict(each) for each in lessons(each)] for each in (language, ENGLISH))
    assert without_words(there) == without_words(english)
    for one, other in zip(there, english, strict=True):
        for key in ("title", "goal", "question", "why", "solution"):
            assert one[key].strip() and one[key] != other[key]
        for answer, same in zip(one["answers"], other["answers"], strict=True):
            assert all(bool(answer[key]) == bool(same[key]) for key in ("text", "reply", "tells"))
        for step, same in zip([*one["steps"], one["next"]], [*other["steps"], other["next"]], strict=True):
            assert all(bool(step[key]) == bool(same[key]) for key in ("do", "read"))


def test_a_refusal_is_english_on_the_console_and_in_the_spoken_language_on_the_page():
    with speaking([*languages()][-1]):
        error = Refusal("errors.numbers", count=3)
        assert sentence(error) == text([*languages()][-1])["errors"]["numbers"].format(count=3)
    assert str(error) == text(ENGLISH)["errors"]["numbers"].format(count=3) == sentence(error)
    assert sentence(ValueError("as it is")) == "as it is"
