"""The tab 'Lessons', and the lesson that stands beside the other tabs while it has something to do there."""

from __future__ import annotations

import json
from dataclasses import asdict

import gradio as gr

from mae_demo.lessons import Lesson, Step, lessons
from mae_demo.text import WORDS, spoken
from mae_demo.ui.widgets import parts


def create_lessons() -> gr.HTML:
    """The widget; it stands below the tabs, so that it can be seen beside each of them."""
    return gr.HTML(
        value=None,
        **parts("lessons"),
        lessons=json.dumps([as_prop(each) for each in lessons(spoken())]),  # one string, for Gradio copies every value
        words=WORDS["lessons"],
        apply_default_css=False,
        elem_id="lessons-widget",
    )


def as_prop(lesson: Lesson) -> dict:
    """What the widget gets of a lesson: nothing that only a teacher or a test needs."""
    plain = {key: getattr(lesson, key) for key in ("number", "title", "minutes", "goal", "question", "why", "solution")}
    answers = [{"text": each.text, "reply": each.reply, "right": each.right} for each in lesson.answers]
    return plain | {"answers": answers, "steps": list(map(step, lesson.steps)), "next": step(lesson.next)}


def step(held: Step) -> dict:
    """A step with its number, where it has one."""
    told = {"do": held.do, "link": held.link}
    if held.figure is None:
        return told
    number = {key: value for key, value in asdict(held.figure).items() if key in ("value", "tolerance")}
    return told | {"read": held.read, "unit": held.unit} | number
