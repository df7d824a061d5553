"""The teacher's page, the handout, and how a class reaches them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest
import segno

from mae_demo.lessons import lessons
from mae_demo.lessons.plan import PLAN, Way, handout_page, teacher_page
from mae_demo.text import WORDS
from mae_demo.ui.classroom import AT, drawn, milliseconds_to, network_host, seen_by_others

ROOT = Path(__file__).parents[2]
ADDRESS = "http://192.0.2.20:8000/"
PAGES = {"teacher": teacher_page(lessons(), Way(ADDRESS)), "handout": handout_page(lessons(), Way(ADDRESS))}


def test_the_plan_fills_ninety_minutes_with_lessons_that_take_as_long():
    assert sum(minutes for minutes, _ in PLAN) == 90
    there = {lesson.number: lesson.minutes for lesson in lessons()}
    assert all(there[number] == minutes for minutes, numbers in PLAN for number in numbers)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_each_lesson_has_the_qr_code_of_its_link(name, lesson):
    link = f"{ADDRESS}?lesson={lesson.number}"
    assert segno.make(link, error="m", micro=False).svg_inline(scale=2, border=2) in PAGES[name]
    text = unescape(PAGES[name])
    assert link in text and lesson.question in text and all(answer.text in text for answer in lesson.answers)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_handout_gives_nothing_away(lesson):
    text = unescape(PAGES["handout"])
    assert lesson.why not in text and lesson.solution not in text
    assert not [
        answer.reply for answer in lesson.answers if answer.reply in text or (answer.tells and answer.tells in text)
    ]


def test_both_print_on_two_sheets_and_solutions_wait_for_the_switch(chromium):
    for name, content in PAGES.items():
        with chromium.new_context() as context:
            page = context.new_page()
            page.set_content(content)
            assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2
            if name == "teacher":
                tells = next(answer.tells for answer in lessons()[0].answers if answer.tells)
                solutions = [page.get_by_text(each) for each in (lessons()[0].solution, tells)]
                assert not any(each.is_visible() for each in solutions), "a projector shows this page, too"
                page.get_by_label(WORDS["teacher"]["solutions"]).check()
                assert all(each.is_visible() for each in solutions)
                assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_a_drawn_code_is_the_code():
    lines, pairs = drawn(ADDRESS).split("\n"), {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
    rows = [[pairs[mark][row] for mark in line] for line in lines for row in (0, 1)]
    true = [list(row) for row in segno.make(ADDRESS, error="l", micro=False).matrix_iter(border=2)]
    assert rows[: len(true)] == true


def test_an_address_is_measured_before_it_is_told(url):
    assert milliseconds_to(url) > 0 and milliseconds_to("http://127.0.0.1:9/") is None
    assert seen_by_others("https://school.example/app/") == "https://school.example/app/"
    assert seen_by_others(url) in (url, url.replace("127.0.0.1", network_host()))
    assert seen_by_others("http://127.0.0.1:9/") == "http://127.0.0.1:9/", "nobody answers there"


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_served_with_the_address_that_the_visitor_sees(url, name):
    with urlopen(f"{url.rstrip('/')}{AT}/{name}") as answer:
        assert f"{seen_by_others(url)}?lesson=5" in answer.read().decode()


def test_for_a_class_the_app_says_where_it_answers():
    with socket.socket() as free:
        free.bind(("", 0))
        port = str(free.getsockname()[1])
    environment = os.environ | {"GRADIO_SERVER_PORT": port, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "app.py", "--class"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as served:
        said = []
        for line in served.stdout:
            said.append(line)
            if line.startswith("For the teacher:"):
                break
        stranger = httpx.get(f"http://127.0.0.1:{port}/", headers={"host": "evil.example"})
        page = httpx.get(f"http://127.0.0.1:{port}/config").text
        served.terminate()
    assert stranger.status_code == 421, "another page's name leads here"
    assert '"playground"' in page and WORDS["fetching"]["title"] not in page, "no pupil has official weights fetched"
    text = "".join(said)
    address = f"http://{network_host()}:{port}/"
    assert WORDS["classroom"]["address"].format(address=address) in text and drawn(address) in text
    assert "It answers at this address, in " in text
