"""The size of the bottleneck: what each number of the code is worth, beside PCA with as many."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo.answers.measured import measured
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row

SHOWN = (0, 1, 2, 8, 32, 64)  # code sizes in pictures, as in train.lab.bottleneck
COLOURS = {"mlp": "#3a7ccf", "pca": "#d55e00"}


def create_bottleneck(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; it has no controls."""
    words, found = WORDS["bottleneck"], measured("bottleneck")
    sizes = [str(row["code"]) for row in found["rows"]]
    gr.Markdown(words["what"], elem_classes="note")
    chart = create_chart(words["x"], words["y"], places=sizes, height=360, elem_id="sizes")
    gr.Markdown(table(found["rows"]))
    gr.Markdown(lead(found["rows"]))
    gr.Markdown(words["pictures"])
    shown = gr.HTML(elem_id="sizes-pictures")
    gr.Markdown(words["note"], elem_classes="note")
    gr.Markdown(dead(found["relu"]), elem_classes="note")
    tab.select(draw, None, [chart, shown], **ONE_AT_A_TIME | {"concurrency_id": "sizes"})
    return {}


def draw() -> tuple[str, str]:
    """The chart and the pictures of `python -m train.lab.bottleneck`."""
    words, rows = WORDS["bottleneck"], measured("bottleneck")["rows"]
    drawn = [(words[kind], colour, [(str(row["code"]), row[kind]) for row in rows]) for kind, colour in COLOURS.items()]
    return lines(*drawn), pictures()


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


def pictures() -> str:
    """One picture of each class as it comes back from codes of some sizes, of the network on the left, of PCA beside.

    They are those of `python -m train.lab.bottleneck`: a row of checkpoints/lab/sizes.png for each size, first the
    network's, then PCA's.
    """
    import torch

    from mae_demo.answers.test_pictures import LAB, contact_sheet
    from mae_demo.contact_sheet import read_contact_sheet
    from mae_demo.image import to_picture

    words, found, sheet = WORDS["bottleneck"], measured("bottleneck"), read_contact_sheet(LAB / "sizes.png")
    psnr = {row["code"]: row for row in found["rows"]} | {0: {"mlp": found["mean"], "pca": found["mean"]}}
    firsts = [(contact_sheet().labels == label).nonzero()[0].item() for label in range(len(sheet.classes))]
    rows = [torch.cat([*row], dim=2) for row in sheet.images.split(len(sheet.classes))]  # (1, H, classes·W) each
    figures = [figure(to_picture(torch.cat([*contact_sheet().images[firsts]], dim=2)), WORDS["lab"]["original"])] * 2
    for size, curved, flat in zip(SHOWN, rows[: len(SHOWN)], rows[len(SHOWN) :], strict=True):
        label = words["none" if size == 0 else "one" if size == 1 else "many"].format(count=size)
        for kind, row in (("mlp", curved), ("pca", flat)):
            fact = words["reached"].format(what=words[kind], value=f"{psnr[size][kind]:.1f}")
            figures.append(figure(to_picture(row), label, fact))
    return figure_row(*figures, kind="pairs")


def dead(relu: dict) -> str:
    """What became of a code with a ReLU on it."""
    return WORDS["bottleneck"]["dead"].format(
        **relu | {"psnr": f"{relu['psnr']:.1f}", "linear": f"{relu['linear']:.1f}"}
    )
