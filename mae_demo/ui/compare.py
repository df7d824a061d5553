"""The second tab: one picture under one mask, reconstructed by every chosen checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import gradio as gr

from mae_demo import checkpoint
from mae_demo.answers.comparisons import (
    ENSEMBLES,
    FEW,
    FILLINGS,
    MOST,
    TELLING,
    alike,
    beside,
    choices,
    default,
    first_beside,
    known,
    ready,
    which,
)
from mae_demo.answers.samples import sample_paths, samples_for
from mae_demo.answers.selection import Selection
from mae_demo.answers.shelf import dataset_of
from mae_demo.answers.shelf import known as known_name
from mae_demo.scales import BETWEEN, ERROR
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.chart import EMPTY, create_chart, lines
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import NO_NETWORK, ONE_AT_A_TIME
from mae_demo.ui.handlers import SESSION_EXPIRED, current_mask, fraction
from mae_demo.ui.link import places, stand
from mae_demo.ui.playground import Controls
from mae_demo.ui.sentences import label, labelled, named, note_on
from mae_demo.ui.state import fallbacks
from mae_demo.ui.table import section, table
from mae_demo.ui.widgets import engine, parts

if TYPE_CHECKING:
    from PIL import Image
    from torch import Tensor

# Of two quick choices the second must not be left out. They are checked here, data set by data set: of a visitor whom
# it keeps no more Gradio would take those alone that the page was built with
CHOICE = NO_NETWORK | {"trigger_mode": "always_last", "preprocess": False}
COMPARISON = ONE_AT_A_TIME | CHOICE
DIGITS = {"mse": 4, "l1": 3, "bce": 3, "edge": 4, "normpix": 3, "sharpness": 3}  # of each verdict
COLOURS = (  # of as many lines: Okabe and Ito's eight, told apart by colour-blind eyes too, and four between them
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#6b6b6b", "#b8a800",
    "#7b4fa3", "#8c3b1b", "#3f6d3f", "#e0729f",
)  # fmt: skip


@dataclass
class Asked:
    """What a visitor compares now. Each has one, changed in place: what took long sees in it if it is out of date.

    dataset: of the pictures. question: what `answers.compare.wall` showed; None before there is one.
    """

    dataset: str
    question: tuple[list[str], str, Image.Image, Tensor] | None = None


def create_compare_tab(tab: gr.Tab, controls: Controls) -> gr.CheckboxGroup:
    """Build the tab and wire its events; returns what holds the names that are compared.

    controls: of the Playground, whose picture and mask are compared here.
    """
    words, first = WORDS["compare"], dataset_of(checkpoint.names()[0])
    shown = default(first)
    key = which(shown, first)

    gr.Markdown(words["what"], elem_classes="note")
    offered = gr.Radio(
        titled(first), value=key, label=words["ready"], show_label=False, container=False, elem_id="ready"
    )
    differ = gr.Button(words["differ"], size="sm", elem_id="differ")
    with gr.Accordion(words["chosen"], open=False):
        chosen = gr.CheckboxGroup(
            labelled(choices(first)), value=shown, show_label=False, container=False, elem_id="compared"
        )
    note = gr.Markdown(note_on(key), elem_classes="note")
    wall = gr.HTML(
        value=None,
        **parts("wall", events=("paint",)),
        words=words | wall_words(),
        colours=asdict(ERROR),
        differences=asdict(BETWEEN),
        engine=engine(),
        fillings=list(FILLINGS),
        ensembles=ENSEMBLES,
        apply_default_css=False,
        elem_id="wall",
    )
    judged = gr.HTML(apply_default_css=False, elem_id="judged")
    with gr.Row(elem_id="sweep-row"):
        start = gr.Button(words["sweep"], size="sm", min_width=160)
        stop = gr.Button(words["stop"], size="sm", min_width=80)
    gr.Markdown(words["sweep_note"], elem_classes="note")
    chart = create_chart(words["sweep_x"], words["sweep_y"], x_limits=(0, 100), elem_id="sweep")
    figures = gr.HTML(apply_default_css=False, elem_id="sweep-figures")

    asked = gr.State(Asked(first))
    stands = [asked, chosen, controls.selection, *controls.knobs, controls.canvas, wall]
    compared = [wall, judged, controls.canvas]
    restored = [controls.selection, controls.strip, controls.crop, *controls.knobs, controls.canvas]
    walls = [
        tab.select(arrive, stands, [offered, chosen, note, chart, figures, *compared], **COMPARISON),
        chosen.input(compare, stands, compared, **COMPARISON),
        offered.input(take, [offered, controls.picker], [chosen, note], **CHOICE).success(
            compare, stands, compared, **COMPARISON
        ),
        differ.click(show_difference, controls.picker, restored, **CHOICE).success(
            compare, stands, compared, **COMPARISON
        ),
        wall.paint(compare, stands, compared, **COMPARISON),  # painted there; the canvas has been told
    ]
    chosen.input(recognise, [chosen, controls.picker], [offered, note], **CHOICE)
    for each in walls:  # what takes all samples must not keep a stroke waiting
        each.success(judge, asked, judged, **ONE_AT_A_TIME | {"concurrency_id": "judge"})
    swept = [asked, chosen, controls.picker, controls.strategy, controls.balance]
    running = start.click(sweep, swept, [chart, figures], **COMPARISON | {"concurrency_id": "sweep"})
    stop.click(None, None, None, cancels=[running], **NO_NETWORK)
    return chosen


def arrive(asked: Asked, chosen: list[str], selection: Selection, masker: str, *mask: object) -> Iterator[tuple]:
    """The tab as the playground's data set asks for it: the comparisons on offer, what can be chosen and what is, the
    note, and the sweep's chart and table; then what `compare` answers. What was chosen or swept stays where it is of
    this data set."""
    with as_sentence():
        dataset = dataset_of(known_name(masker))
    there = alike(choices(dataset), masker)
    if not isinstance(chosen, list) or not set(map(str, chosen)) <= set(there):
        chosen = first_beside(masker)
    key = which(chosen, dataset)
    swept = [gr.skip(), gr.skip()] if dataset == asked.dataset else [EMPTY, ""]
    asked.dataset = dataset
    head = gr.Radio(titled(dataset), value=key), gr.CheckboxGroup(labelled(there), value=chosen), note_on(key), *swept
    yield *head, gr.skip(), gr.skip(), gr.skip()
    yield *[gr.skip()] * len(head), *compare(asked, chosen, selection, masker, *mask)


def show_difference(masker: str) -> tuple:
    """A picture and a mask under which the checkpoints beside this one differ clearly, for the Playground's components:
    selection, strip, crop, knobs and canvas."""
    with as_sentence():
        name = known_name(masker)
    asked = fallbacks() | {"checkpoint": name, "view": ""} | TELLING.get(samples_for(name), {})
    return stand({"image": places(name)[0]} | asked, [])


def titled(dataset: str) -> list[tuple[str, str]]:
    """A data set's ready-made comparisons as choices of a group of radio buttons."""
    return [(WORDS["compare"][key], key) for key in ready(dataset)]


def take(key: str, masker: str) -> tuple[list[str], str]:
    """A ready-made comparison: what is chosen by it, and what is said of it."""
    with as_sentence():
        there = ready(dataset_of(known_name(masker)))
        if key not in list(there):
            raise Refusal("compare.refused", few=FEW, most=MOST)
        return alike(there[key], masker), note_on(key)


def recognise(chosen: list[str], masker: str) -> tuple[str | None, str]:
    """Which of the ready-made comparisons one's own choice is, if any, and what is said of it."""
    with as_sentence():
        key = which(known(chosen, masker), dataset_of(masker))
    return key, note_on(key)


def compare(
    asked: Asked,
    chosen: list[str],
    selection: Selection,
    name: str,
    strategy: str,
    ratio: float,
    seed: int,
    balance: float,
    painted: object,
    shown: object = None,
) -> tuple[dict, str, dict]:
    """The wall of what the chosen ones make of the selected picture under the current mask, the Playground's checkpoint
    among them, and the head of the table that `judge` fills; the canvas hears of it where there is no picture any more.

    shown: the wall's own value, which says what the visitor's device computes; a client may forge it.
    """
    from mae_demo.answers import compare as answers

    if selection is None:
        return gr.skip(), gr.skip(), SESSION_EXPIRED
    words = WORDS["compare"]
    with as_sentence():
        hidden, change = current_mask(selection, name, strategy, ratio, seed, balance, painted)
        question = beside(known(chosen, name), name), name, selection.picture, hidden
        wall = answers.wall(*question, elsewhere=own(shown))
    asked.question = question
    for card in wall["cards"]:
        card["label"] = label(card["name"])
    remark = WORDS["results"]["rounded"] if any(card["rounded"] for card in wall["cards"]) else ""
    head = section(words["matrix"], words["judging"]) if hidden.any() else ""
    return wall | {"remark": remark, "change": change}, head, gr.skip()


def own(shown: object) -> set[str]:
    """The names that a wall's value says are computed by the visitor's own device."""
    names = shown.get("own") if isinstance(shown, dict) else None
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def wall_words() -> dict[str, str]:
    """What the wall says in the canvas's words: of patches, and of why the server computes."""
    words = WORDS["canvas"]
    servers = {key: words[key] for key in words if key.startswith("server_")}
    return servers | {
        "hidden": words["hidden_of"],
        "is_hidden": words["hidden"],
        "visible": words["visible"],
        "patch": words["patch"],
    }


def judge(asked: Asked) -> str:
    """The table of what every loss says of each on the wall, over all sample pictures; none without a hole. Where the
    wall has changed meanwhile, its own table is still to come, and this one is out of date."""
    from mae_demo.answers import compare as answers

    words, question = WORDS["compare"], asked.question
    if question is None:
        return gr.skip()
    names, name, picture, mask = question
    if not mask.any():
        return ""
    with as_sentence():
        said = answers.judged(names, name, picture, mask, sample_paths(samples_for(name)))
    if asked.question is not question:
        return gr.skip()
    return section(words["matrix"], words["matrix_note"], judges_table(said))


def judges_table(said: dict[str, dict[str, float | None]]) -> str:
    """Verdicts as a table, a row each by its label; a star marks the best by each verdict."""
    from mae_demo.evaluation import best

    words, winners = WORDS["compare"], best(said)
    rows = []
    for name, verdict in said.items():
        figures = {key: "–" if value is None else f"{value:.{DIGITS[key]}f}" for key, value in verdict.items()}
        cells = [f"★ {figures[key]}" if winners.get(key) == name else figures[key] for key in DIGITS]
        rows.append((label(name), "", cells))
    return table(words["judged"], [words[f"judge_{key}"] for key in DIGITS], rows)


def sweep(asked: Asked, chosen: list[str], masker: str, strategy: str, balance: float) -> Iterator[tuple[str, str]]:
    """Error over ratio as a chart and as a table, growing by one of the chosen at a time, until the tab is about
    another data set."""
    from mae_demo.answers import compare as answers

    words, dataset = WORDS["compare"], asked.dataset
    with as_sentence():
        samples = tuple(sample_paths(samples_for(known_name(masker))))
        those = known(chosen, masker)
        labels = [label(name) for name in those]
        drawn, rows = [], []
        for name, each, colour in zip(those, labels, COLOURS[: len(labels)], strict=True):
            curve = answers.curve(name, masker, strategy, fraction(balance), samples)
            if asked.dataset != dataset:
                return
            drawn.append((each, colour, curve))
            rows.append((each, colour, [f"{psnr:.1f}" for _, psnr in curve]))
            heads = [f"{percent}\N{NO-BREAK SPACE}%" for percent in answers.RATIOS]
            under = masked_by(masker, strategy, balance)
            told = section(words["sweep_figures"], under, table(words["judged"], heads, rows))
            yield lines(*drawn), told


def masked_by(masker: str, strategy: str, balance: float) -> str:
    """Which pictures a sweep is over, and what hides them: a sentence for what stays when the settings change."""
    words = WORDS["compare"]
    return words.get(f"sweep_{strategy}", words["sweep_other"]).format(
        dataset=named(dataset_of(masker)),
        strategy=WORDS["strategies"][strategy],
        balance=balance,
        masker=label(masker),
    )
