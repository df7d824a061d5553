"""Super-resolution: a small picture is one whose other pixels are hidden, so what fills masks can make it large."""

from __future__ import annotations

import json

import gradio as gr

from mae_demo import checkpoint
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.picker import loss_key

MEASURED = checkpoint.SHELF / "lab" / "superresolution.json"


def create_superresolution(tab: gr.Tab) -> None:
    """Build the panel and wire its events."""
    words, found = WORDS["superresolution"], measured()
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], 1)
    choices = [(words["times"].format(factor=factor), factor) for factor in map(int, found["rows"][0]["pixels"])]
    factor = gr.Radio(choices, value=2, label=words["factor"], elem_classes="lab-choice")
    cards = gr.HTML(elem_id="superresolution-cards")
    gr.Markdown(best(found["rows"]))
    gr.Markdown(words["why"], elem_classes="note")
    gr.Markdown(table(found["rows"]))
    gr.Markdown(words["note"].format(count=f"{found['pictures']:,}"), elem_classes="note")
    gr.on([tab.select, picture.input, factor.input], show, [picture, factor], cards, **ONE_AT_A_TIME)


def measured() -> dict:
    """What `python -m train.lab.superresolution` measured of what is on the shelf; each row says what it is called."""
    found = json.loads(MEASURED.read_text("utf-8"))
    on_shelf = ["", *checkpoint.names()]
    found["rows"] = [row | {"label": label(row)} for row in found["rows"] if row["name"] in on_shelf]
    return found


def show(picture: int, factor: int) -> str:
    """The small picture and what each way makes of it."""
    from mae_demo.ui.lab import superresolution_view

    with as_sentence():
        return superresolution_view.cards(measured(), picture, factor)


def label(row: dict) -> str:
    """What a row of the file is called."""
    words = WORDS["superresolution"]
    if not row["name"]:
        return words[row["way"]]
    card = checkpoint.describe(row["name"])
    family, loss = WORDS["families"][card["model"]["family"]], WORDS["losses"][loss_key(card["model"])]
    if card["model"]["family"] == "gaussian":
        return family
    return words[row["way"]].format(family=family, loss=loss, count=card["cost"]["code_size"])


def best(rows: list[dict]) -> str:
    """Which way is best at each factor, over hidden pixels, and how far it is ahead of bicubic."""
    values = {}
    for factor in rows[0]["pixels"]:
        first = max(rows, key=lambda row: row["pixels"][factor]["hidden"])
        bicubic = next(row for row in rows if row["way"] == "bicubic")
        gain = first["pixels"][factor]["hidden"] - bicubic["pixels"][factor]["hidden"]
        values |= {f"best{factor}": first["label"], f"gain{factor}": f"{gain:.1f}"}
    return WORDS["superresolution"]["best"].format(**values)


def table(rows: list[dict]) -> str:
    """All figures: a row a way, and for each factor the PSNR over hidden pixels, over all, and from averages."""
    words = WORDS["superresolution"]
    heads = [f"×{factor} {words[kind]}" for factor in rows[0]["pixels"] for kind in ("hidden", "all", "averages")]
    lines = [f"| {words['way']} | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
    for row in rows:
        figures = []
        for factor in rows[0]["pixels"]:
            figures += [f"{row['pixels'][factor][kind]:.1f}" for kind in ("hidden", "all")]
            figures.append(f"{row['averages'][factor]:.1f}" if "averages" in row else "–")
        lines.append(f"| {row['label']} | {' | '.join(figures)} |")
    return "\n".join(lines)
