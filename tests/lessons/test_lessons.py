"""The lessons: every number is computed anew, every link is followed, and what is wrong gets a sentence."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from mae_demo.lessons import Figure, lessons, paths, read_lesson
from mae_demo.lessons.checking import faults, untold
from mae_demo.lessons.figures import FIGURES, computed

GOOD = paths()[0].read_text("utf-8")


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_a_shipped_lesson_is_good_and_every_number_comes_from_the_weights(lesson):
    assert faults(lesson) == []


def test_lessons_have_numbers_of_their_own():
    numbers = [lesson.number for lesson in lessons()]
    assert numbers == sorted(set(numbers)) and {1, 3, 5} <= set(numbers)


def test_every_kind_of_figure_is_used_by_a_lesson():
    used = {figure.figure.split(".")[0] for lesson in lessons() for figure in lesson.figures}
    assert set(FIGURES) == used


@pytest.mark.parametrize("figure", ["nothing", "card.no-such.random-50.psnr", "bottleneck.mlp.5", "gain.mlp"])
def test_what_nothing_computes_gets_a_sentence(figure):
    with pytest.raises(ValueError, match=r"\.$"):
        computed(Figure(1.0, 0.1, figure))


def test_a_wrong_number_a_wrong_link_and_an_untold_number_are_found():
    lesson = next(each for each in lessons() if each.number == 5)
    step = lesson.steps[0]
    off = replace(lesson, steps=[replace(step, figure=replace(step.figure, value=25.4))])
    assert re.search(r"masked_psnr at .* is 25\.[01]\d*, not 25\.4 ± 0\.1\.", " ".join(faults(off)))
    lost = replace(lesson, steps=[replace(step, link="image=0&ratoi=50&strategy=none")])
    said = " ".join(faults(lost, with_figures=False))
    assert "'ratoi' means nothing there" in said and "unknown mask strategy" in said
    assert untold(replace(lesson, why="It is 12.3 dB.")) == ["Where does 12.3 come from? Make it a fact."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("right = true", ""), "Exactly one answer"),
        (lambda text: re.sub(r'why = "', 'why = "' + "word " * 60, text), "60 are enough"),
        (lambda text: re.sub(r'tells = "[^"]*"', 'tells = ""', text), "Say what the wrong answer"),
        (lambda text: text.replace("goal =", "aim ="), "unexpected keyword argument 'aim'"),
        (lambda text: re.sub(r'question = "[^"]*"', "", text), "'question'"),
        (lambda text: text.replace("tolerance = 0.1\n", "", 1), "'tolerance' is missing"),
        (lambda text: text.replace('solution = "', 'answer = "'), "'solution' is missing"),
        (lambda text: text + "[", r"\.toml: "),
    ],
)
def test_a_broken_file_gets_a_sentence(tmp_path, change, sentence):
    path = tmp_path / "9-broken.toml"
    path.write_text(change(GOOD), "utf-8")
    try:
        said = " ".join(faults(read_lesson(path), with_figures=False))
    except ValueError as error:
        said = str(error)
    assert re.search(sentence, said)


def test_the_command_says_what_is_wrong_and_ends_so(tmp_path):
    path = tmp_path / "9-mine.toml"
    path.write_text(GOOD.replace("right = true", ""), "utf-8")
    command = [sys.executable, "-m", "mae_demo.lessons", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "9-mine.toml: Exactly one answer" in done.stdout
