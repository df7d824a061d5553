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
    """The lessons as a site has them: without the steps that lead to nothing here, and none without a step.

    names: its checkpoints. panels: of the tab 'Autoencoders'.
    """
    held = [
        replace(each, steps=[step for step in each.steps if is_there(step.link, names, panels)])
        for each in lessons(spoken())
    ]
    return [each for each in held if each.steps]


def is_there(link: str, names: list[str], panels: set[str]) -> bool:
    """Whether a site has all that a link names: the checkpoint of the Playground, others, and a panel."""
    query = dict(parse_qsl(link))
    asked = {name for key in NAMING for name in query.get(key, "").split(",") if name}
    if "image" in query:
        asked.add(query.get("checkpoint", checkpoint.names()[0]))
    return asked <= {*names, *FILLINGS} and query.get("panel") in {None, *panels}


def given_lessons(names: list[str], panels: set[str]) -> list[dict]:
    """What the widget gets of the lessons; where one goes on to what is not there, that has no link."""
    return [told(each, is_there(each.next.link, names, panels)) for each in there(names, panels)]


def told(lesson: Lesson, goes_on: bool) -> dict:
    """A lesson as the widget takes it. goes_on: whether what comes after it is there."""
    held = as_prop(lesson)
    return held if goes_on else held | {"next": {"do": lesson.next.do}}


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
            shown = tuple(there(names, panels))
            written |= {file_of(name): write(shown, way).encode() for name, write in PAGES.items()}
    return written
