"""The size of the bottleneck: what each number of the code is worth, beside PCA with as many."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo.answers.measured import measured
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.events import ONE_AT_A_TIME

COLOURS = {"mlp": "#3a7ccf", "pca": "#d55e00"}


def create_bottleneck(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; it has no controls."""
    words, found = WORDS["bottleneck"], measured("bottleneck")
    sizes = [str(row["code"]) for row in found["rows"]]
    gr.Markdown(words["what"], elem_classes="note")
    chart = create_chart(words["x"], words["y"], places=sizes, height=360, elem_id="sizes")
    gr.Markdown(table(found["rows"]))
    gr.Markdown(lead(found["rows"]))
    gr.Markdown(words["note"], elem_classes="note")
    gr.Markdown(dead(found["relu"]), elem_classes="note")
    tab.select(draw, None, chart, **ONE_AT_A_TIME | {"concurrency_id": "sizes"})
    return {}


def draw() -> str:
    """The chart of `python -m train.lab.bottleneck`."""
    words, rows = WORDS["bottleneck"], measured("bottleneck")["rows"]
    drawn = [(words[kind], colour, [(str(row["code"]), row[kind]) for row in rows]) for kind, colour in COLOURS.items()]
    return lines(*drawn)


def table(rows: list[dict]) -> str:
    """The same as a table: a row a size."""
    words = WORDS["bottleneck"]
    cells = {}
    for row in rows:
        gain = f"{row['mlp'] - row['pca']:+.1f}".replace("-", "−")
        cells[f"{row['code']}"] = [row["mlp"], row["pca"], gain]
    columns = [Column(words["mlp"], ".1f"), Column(words["pca"], ".1f"), Column(words["gain"])]
    return markdown(columns, cells, corner=words["numbers"])


def lead(rows: list[dict]) -> str:
    """Where the network is farthest ahead of PCA, and what is left of it at the largest code."""
    gains = {row["code"]: row["mlp"] - row["pca"] for row in rows}
    best, most = max(gains, key=gains.get), max(gains)
    return WORDS["bottleneck"]["lead"].format(
        best=best, gain=f"{gains[best]:.1f}", most=most, last=f"{gains[most]:.1f}"
    )


def dead(relu: dict) -> str:
    """What became of a code with a ReLU on it."""
    return WORDS["bottleneck"]["dead"].format(
        **relu | {"psnr": f"{relu['psnr']:.1f}", "linear": f"{relu['linear']:.1f}"}
    )
