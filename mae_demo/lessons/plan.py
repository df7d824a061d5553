"""The teacher's page and the pupils' handout: whole pages without a script, to be served, saved or printed.

Both are made from the lessons and from the address that their QR codes lead to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import segno

from mae_demo.lessons import FOLDER, Lesson
from mae_demo.text import WORDS, spoken

# Minutes, and which lessons fill them; without one it is `plan_<place>` of the words [teacher]
PLAN = [(5, ()), (20, (1,)), (20, (3,)), (15, (5,)), (15, (6, 7)), (10, (8,)), (5, ())]

STYLE = (FOLDER / "plan.css").read_text("utf-8")


@dataclass(frozen=True)
class Way:
    """How pupils come to the page.

    address: where it lies, with a slash at its end, for QR codes; "" where nobody knows, and then there are none. lang:
    the language that all links ask for, if any. beside: what leads to the page from these, where it is not the address.
    handout: what leads to the handout.
    """

    address: str
    lang: str = ""
    beside: str = ""
    handout: str = "handout"

    def link(self, **values: object) -> str:
        """What leads from these pages to the page, with these values."""
        return link(self.beside or self.address, self.lang, **values)

    def code(self, scale: int = 2, **values: object) -> str:
        """A link as a QR code, a drawing that stands in the page and is a link as well; without one, a word."""
        way = escape(self.link(**values))
        if not self.address:
            return f'<a class="screen" href="{way}">{escape(WORDS["teacher"]["open"])}</a>'
        code = segno.make(link(self.address, self.lang, **values), error="m", micro=False)
        return f'<a href="{way}" aria-label="{way}">{code.svg_inline(scale=scale, border=2)}</a>'


def teacher_page(lessons: tuple[Lesson, ...], way: Way) -> str:
    """The plan of 90 minutes, each lesson with its QR code; solutions and remarks on wrong answers behind a switch."""
    words = WORDS["teacher"]
    there = {lesson.number: lesson for lesson in lessons}
    rows, whole = [], 0
    for place, (minutes, numbers) in enumerate(PLAN):
        titles = [titled(there[number]) for number in numbers if number in there]
        if numbers and not titles:
            continue
        told = words["or"].join(titles) if titles else escape(words[f"plan_{place}"])
        whole += minutes
        rows.append(f"<tr><td>{minutes}′</td><td>{told}</td></tr>")
    source = link(way.address, way.lang, lesson=1, hide="about,link")
    frame = f'<iframe src="{source}" title="{words["frame_title"]}" width="100%" height="720"></iframe>'
    framed = f'<div class="screen"><h2>{escape(words["frame"])}</h2><p><code>{escape(frame)}</code></p></div>'
    switch = f'<label><input type="checkbox" id="solutions"> {escape(words["solutions"])}</label>'
    handout = f'<a href="{escape(link(way.handout, way.lang))}">{escape(words["handout"])}</a>'
    return page(
        words["title"],
        head(words["title"], words["what"], words["address"], way),
        f'<p class="screen">{switch} · {handout}</p>',
        f"<h2>{escape(words['plan'].format(minutes=whole))}</h2><table>{''.join(rows)}</table>",
        f'<p class="quiet">{escape(words["collect"])}</p>',
        each_lesson(lessons, way, for_teacher),
        framed if way.address else "",
    )


def handout_page(lessons: tuple[Lesson, ...], way: Way) -> str:
    """What pupils get on paper: each question with its answers, a line for each number, and the way to the page."""
    words = WORDS["teacher"]
    return page(
        words["handout"],
        head(WORDS["page"]["title"], words["handout_what"], "", way),
        each_lesson(lessons, way, for_pupils),
    )


def link(address: str, lang: str, **values: object) -> str:
    """An address with these values, and with the language that is asked for, if one is."""
    query = urlencode(values | ({"lang": lang} if lang else {}), safe=",")
    return f"{address}?{query}" if query else address


def head(title: str, what: str, before: str, way: Way) -> str:
    """A title, what the page is for, and the way to the app, as an address after some words and as a QR code."""
    address = escape(link(way.address, way.lang))
    where = f"<p>{escape(before)} <code>{address}</code></p>" if way.address else ""
    told = f"<h1>{escape(title)}</h1><p>{escape(what)}</p>{where}"
    return f'<div class="head"><div>{told}</div>{way.code(3)}</div>'


def page(title: str, *parts: str) -> str:
    """A whole page of these parts."""
    return (
        f'<!doctype html><html lang="{spoken()}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="icon" href="data:,"><title>{escape(title)}</title>'  # or browsers ask for one
        f"<style>{STYLE}</style><body><main>{''.join(parts)}</main></body></html>"
    )


def titled(lesson: Lesson) -> str:
    """'5 · Ratio, or shape of the mask?'"""
    return f"{lesson.number} · {escape(lesson.title)}"


def each_lesson(lessons: tuple[Lesson, ...], way: Way, told: Callable[[Lesson], str]) -> str:
    """Every lesson under its title, beside the QR code that opens it."""
    articles = []
    for lesson in lessons:
        asked = f"<div><h3>{titled(lesson)}</h3><p>{escape(lesson.question)}</p></div>"
        drawing = way.code(lesson=lesson.number)
        articles.append(f'<article class="lesson"><div class="head">{asked}{drawing}</div>{told(lesson)}</article>')
    return f'<div class="lessons">{"".join(articles)}</div>'


def for_teacher(lesson: Lesson) -> str:
    """The goal and the answers; behind the switch what a wrong one tells, which is right, and every number.

    A class sees this page on the projector, and what a wrong answer tells gives away that it is wrong.
    """
    words = WORDS["teacher"]
    answers = []
    for answer in lesson.answers:
        tells = f'<span class="solution tells">{escape(answer.tells)}</span>' if answer.tells else ""
        right = f'<span class="solution right">{escape(words["right"])}</span>' if answer.right else ""
        answers.append(f"<li>{escape(answer.text)}{tells}{right}</li>")
    numbers = "; ".join(
        f"{escape(step.read)}: {step.figure.value:g} ± {step.figure.tolerance:g} {step.unit}".strip()
        for step in lesson.steps
        if step.figure
    )
    solution = (
        f"<p>{numbers}.</p><p>{escape(lesson.why)}</p><p>{escape(lesson.next.do)} <b>{escape(lesson.solution)}</b></p>"
    )
    return (
        f'<p class="quiet">{escape(lesson.goal)}</p><ol>{"".join(answers)}</ol><div class="solution">{solution}</div>'
    )


def for_pupils(lesson: Lesson) -> str:
    """Answers to tick, a line for each number, and the task that goes on."""
    answers = "".join(f"<li>☐ {escape(answer.text)}</li>" for answer in lesson.answers)
    lines = "".join(
        f"<p>{escape(step.read)}: <span class='line'></span> {step.unit}</p>" for step in lesson.steps if step.figure
    )
    return f"<ol>{answers}</ol>{lines}<p>{escape(lesson.next.do)}</p>"
