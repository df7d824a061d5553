"""Lessons as data: one TOML file a lesson and language, `en/<number>-<name>.toml`, read here and shown by web/lessons.

    title = "..."    minutes = 15    goal = "A pupil can say ..."    question = "..."    why = "at most sixty words"
    [[answers]]      three or four, one of them with `right = true`
    text = "..."     reply = "what is said to who chose it"    tells = "of a wrong one: what it tells the teacher"
    [[steps]]        what to do with the app
    do = "..."       link = "image=18&ratio=50", what the app shows meanwhile: an address without its '?'
    read = "..."     what is read off there, if anything; with unit = "dB" where it has one, and
    value = 17.6     tolerance = 0.1    figure = "masked_psnr", what computes the value from the link
    [next]           do = "..."         link = "..."    solution = "..."
    [[facts]]        a number that the texts tell, with value, tolerance, figure, and a link where one is needed

`python -m mae_demo.lessons` says what is wrong with a file (checking.py), and computes every number anew (figures.py).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mae_demo.text import ENGLISH

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    """An answer to choose. tells: of a wrong one, which misconception it shows."""

    text: str
    reply: str
    right: bool = False
    tells: str = ""


@dataclass(frozen=True)
class Figure:
    """A number, how far off it may be read, and what computes it (`figures.FIGURES`) from a link."""

    value: float
    tolerance: float
    figure: str
    link: str = ""


@dataclass(frozen=True)
class Step:
    """Something to do with the app at a link, and what is read off there, if anything."""

    do: str
    link: str
    read: str = ""
    unit: str = ""
    figure: Figure | None = None


@dataclass(frozen=True)
class Lesson:
    """A lesson; its parts in the order in which they are met. next: what goes on from here; its solution."""

    number: int
    name: str
    title: str
    minutes: int
    goal: str
    question: str
    answers: list[Answer]
    steps: list[Step]
    why: str
    next: Step
    solution: str
    facts: list[Figure] = field(default_factory=list)

    @property
    def figures(self) -> list[Figure]:
        """Every number that is told or asked for."""
        return [each.figure for each in self.steps if each.figure] + self.facts


def paths(language: str = ENGLISH) -> list[Path]:
    """The files of a language, by their numbers."""
    return sorted((FOLDER / language).glob("*.toml"))


@lru_cache
def lessons(language: str = ENGLISH) -> tuple[Lesson, ...]:
    """All lessons of a language. Raises ValueError for a file that is none."""
    return tuple(map(read_lesson, paths(language)))


def read_lesson(path: Path) -> Lesson:
    """A lesson from its file. Raises ValueError, with the file's name, for what is missing, unknown or misplaced."""
    number, _, name = path.stem.partition("-")
    if not number.isdecimal() or not name:
        raise ValueError(f"{path.name}: a lesson is called <number>-<name>.toml.")
    try:
        held = tomllib.loads(path.read_text("utf-8"))
        goes_on = dict(held.pop("next"))
        return Lesson(
            number=int(number),
            name=name,
            answers=[Answer(**each) for each in held.pop("answers")],
            steps=[step(each) for each in held.pop("steps")],
            solution=goes_on.pop("solution"),
            next=step(goes_on),
            facts=[Figure(**each) for each in held.pop("facts", [])],
            **held,
        )
    except KeyError as error:
        raise ValueError(f"{path.name}: {error} is missing.") from error
    except (TypeError, AttributeError, tomllib.TOMLDecodeError) as error:  # an unknown key, a list where a table stands
        raise ValueError(f"{path.name}: {str(error).replace('__init__() ', '')}.") from error


def step(held: dict) -> Step:
    """A step from its table: `read`, `unit`, `value`, `tolerance` and `figure` come together, or not at all."""
    if "read" not in held:
        return Step(**held)
    number = {key: held[key] for key in ("value", "tolerance", "figure")}
    rest = {key: value for key, value in held.items() if key not in number}
    return Step(**rest, figure=Figure(**number, link=held["link"]))
