"""The lessons of a site: which of their steps lead to what is there, and the pages for teacher and class beside it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from mae_demo import checkpoint
from mae_demo.answers.comparisons import FILLINGS
from mae_demo.lessons import Lesson, lessons
from mae_demo.lessons.plan import Way, handout_page, teacher_page
from mae_demo.text import ENGLISH, languages, speaking, spoken
from mae_demo.ui.lessons import as_prop

PAGES = {"teacher": teacher_page, "handout": handout_page}
NAMING = ("checkpoint", "autoencoder", "compare")  # keys of a link whose values are names of checkpoints


def there(names: list[str], panels: set[str]) -> list[Lesson]:
    """The lessons of which a site shows a step at least. names: its checkpoints. panels: of the tab 'Autoencoders'."""
    return [each for each in lessons(spoken()) if any(is_there(step.link, names, panels) for step in each.steps)]


def is_there(link: str, names: list[str], panels: set[str]) -> bool:
    """Whether a site has all that a link names: the checkpoint of the Playground, others, and a panel."""
    query = dict(parse_qsl(link))
    asked = {name for key in NAMING for name in query.get(key, "").split(",") if name}
    if "image" in query:
        asked.add(query.get("checkpoint", checkpoint.names()[0]))
    return asked <= {*names, *FILLINGS} and query.get("panel") in {None, *panels}


def given_lessons(names: list[str], panels: set[str]) -> list[dict]:
    """What the widget gets of the lessons; a step that leads to nothing here has no link, and is `elsewhere`."""
    return [told(each, names, panels) for each in there(names, panels)]


def told(lesson: Lesson, names: list[str], panels: set[str]) -> dict:
    """A lesson as the widget takes it."""

    def here(step: dict) -> dict:
        if is_there(step["link"], names, panels):
            return step
        return {key: value for key, value in step.items() if key in ("do",)} | {"elsewhere": True}

    held = as_prop(lesson)
    return held | {"steps": list(map(here, held["steps"])), "next": here(held["next"])}


def on_paper(lesson: Lesson, names: list[str], panels: set[str]) -> Lesson:
    """A lesson without the steps that lead to nothing here: no line waits for a number that nobody can read off."""
    return replace(lesson, steps=[each for each in lesson.steps if is_there(each.link, names, panels)])


def file_of(page: str) -> str:
    """The name of a page's file in the language that is spoken."""
    return f"{page}.html" if spoken() == ENGLISH else f"{page}.{spoken()}.html"


def pages(names: list[str], panels: set[str], address: str = "") -> dict[str, bytes]:
    """The teacher's page and the handout in each language, by the names of their files.

    address: of the site, for QR codes; "" for none. Their links are relative, so that they lead to the page beside them
    wherever that lies.
    """
    written = {}
    for language in languages():
        with speaking(language):
            asked = "" if language == ENGLISH else language  # English is for all whose language is not there, too
            way = Way(address, asked, beside="index.html", handout=file_of("handout"))
            shown = tuple(on_paper(each, names, panels) for each in there(names, panels))
            written |= {file_of(name): write(shown, way).encode() for name, write in PAGES.items()}
    return written
