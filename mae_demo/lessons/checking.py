"""What is wrong with a lesson, in sentences: its shape, its links, and every number that it tells."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from mae_demo.lessons import Lesson
from mae_demo.lessons.figures import computed
from mae_demo.ui.address import panel_controls, read
from mae_demo.ui.state import PANELS, STATE, TRAIN

WHY = 60  # words
TABS = ("playground", "compare", "lab", "train", "about")


def faults(lesson: Lesson, with_figures: bool = True) -> list[str]:
    """A sentence for each thing that is wrong with a lesson; none for a good one.

    with_figures: compute its numbers anew, which takes some seconds.
    """
    said = [*shape(lesson), *links(lesson), *untold(lesson)]
    return said + (numbers(lesson) if with_figures else [])


def shape(lesson: Lesson) -> list[str]:
    """Answers as many and as they should be, and no text too long."""
    said = []
    if not 3 <= len(lesson.answers) <= 4:
        said.append(f"A question has three or four answers; here are {len(lesson.answers)}.")
    if sum(each.right for each in lesson.answers) != 1:
        said.append("Exactly one answer has `right = true`.")
    silent = [each.text for each in lesson.answers if not each.right and not each.tells]
    said += [f"Say what the wrong answer '{text}' tells." for text in silent]
    if not lesson.steps or not any(each.figure for each in lesson.steps):
        said.append("A lesson has steps, and a number to read off at one of them at least.")
    words = len(lesson.why.split())
    if words > WHY:
        said.append(f"`why` has {words} words; {WHY} are enough.")
    return said


def links(lesson: Lesson) -> list[str]:
    """Links that the page does not understand, each with what the page itself says of it."""
    said = []
    for link in [*[each.link for each in [*lesson.steps, lesson.next]], *[each.link for each in lesson.facts]]:
        query = dict(parse_qsl(link, keep_blank_values=True))
        asked, wrong = read(query, TABS)
        panel = asked["panel"] if asked["tab"] == "lab" else ""
        own = TRAIN if asked["tab"] == "train" else PANELS.get(panel, {})
        known = STATE.keys() | own.keys()
        wrong += [f"'{key}' means nothing there." for key in query.keys() - known]
        if panel:
            panel_controls(panel, query, wrong)
        said += [f"{link}: {sentence}" for sentence in wrong]
    return said


def untold(lesson: Lesson) -> list[str]:
    """Decimal numbers in the texts that nothing computes: each is the value of a step, or a fact."""
    texts = [lesson.question, lesson.why, lesson.solution, lesson.next.do, *[each.do for each in lesson.steps]]
    texts += [each.reply for each in lesson.answers]
    told = {float(each) for text in texts for each in re.findall(r"\d+\.\d+", text)}
    known = {each.value for each in lesson.figures}
    given = {float(each) for answer in lesson.answers for each in re.findall(r"\d+\.\d+", answer.text)}
    return [f"Where does {value} come from? Make it a fact." for value in sorted(told - known - given)]


def numbers(lesson: Lesson) -> list[str]:
    """Values that are not what the link and the weights give."""
    said = []
    for each in lesson.figures:
        found = computed(each)
        if abs(found - each.value) > each.tolerance:
            said.append(f"{each.figure} at '{each.link}' is {found:.4f}, not {each.value} ± {each.tolerance}.")
    return said
