"""Super-resolution: a small picture is one whose other pixels are hidden, so what fills masks can make it large."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
from mae_demo.answers.measured import measured
from mae_demo.answers.shelf import loss_key
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS


def create_superresolution(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, rows, first = WORDS["superresolution"], labelled_rows(), PANELS["superresolution"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    choices = [(words["times"].format(factor=factor), factor) for factor in map(int, rows[0]["pixels"])]
    factor = gr.Radio(choices, value=first["factor"].fallback, label=words["factor"], elem_classes="lab-choice")
    cards = gr.HTML(elem_id="superresolution-cards")
    gr.Markdown(best(rows))
    gr.Markdown(words["why"], elem_classes="note")
    gr.Markdown(table(rows))
    gr.Markdown(words["note"].format(count=f"{measured('superresolution')['pictures']:,}"), elem_classes="note")
    gr.on([tab.select, picture.change, factor.change], show, [picture, factor], cards, **ONE_AT_A_TIME)
    return {"picture": picture, "factor": factor}


def labelled_rows() -> list[dict]:
    """What `python -m train.lab.superresolution` measured, each row with what it is called."""
    return [row | {"label": label(row)} for row in measured("superresolution")["rows"]]


def show(picture: int, factor: int) -> str:
    """The picture, the small one, and each way's enlarged one; the best mean figure is starred."""
    from mae_demo.answers.superresolution import superresolve
    from mae_demo.image import to_picture
    from mae_demo.render import masked_picture

    words, rows = WORDS["superresolution"], labelled_rows()
    with as_sentence():
        found = superresolve(picture, factor)
    count, means = measured("superresolution")["pictures"], [each["pixels"][str(factor)]["hidden"] for each in rows]
    size = words["size"].format(height=found.size[0], width=found.size[1], of=factor**2)
    kept = masked_picture(found.original, found.hidden)
    figures = [figure(to_picture(found.original), WORDS["lab"]["original"]), figure(kept, words["kept"], size)]
    for each, mean, (large, psnr) in zip(rows, means, found.pictures, strict=True):
        facts = words["mean"].format(value=f"{mean:.1f}", count=f"{count:,}"), words["own"].format(value=f"{psnr:.1f}")
        figures.append(figure(to_picture(large), each["label"], *facts, starred=mean == max(means)))
    return figure_row(*figures)


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
    factors = list(rows[0]["pixels"])
    columns = [
        Column(f"×{factor} {words[kind]}", ".1f") for factor in factors for kind in ("hidden", "all", "averages")
    ]
    cells = {}
    for row in rows:
        cells[row["label"]] = []
        for factor in factors:
            pixels, averages = row["pixels"][factor], row.get("averages", {})
            cells[row["label"]] += [pixels["hidden"], pixels["all"], averages.get(factor)]
    return markdown(columns, cells, corner=words["way"])
