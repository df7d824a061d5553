"""Augmentation: a picture whose parts are imagined anew is another picture to train on. Is it worth anything?"""

from __future__ import annotations

from statistics import mean, stdev

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
from mae_demo.answers.autoencoders import IMAGINERS
from mae_demo.answers.measured import measured
from mae_demo.answers.shelf import loss_key, on_shelf
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS


def create_augmentation(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, rows, first = WORDS["augmentation"], measured("augmentation")["rows"], PANELS["augmentation"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    with gr.Row():
        choices = [(loss(name), name) for name in on_shelf(IMAGINERS)]
        name = gr.Radio(choices, value=choices[0][1], label=words["imagined"], elem_classes="lab-choice")
        ratio = gr.Slider(5, 95, value=first["percent"].fallback, step=5, label=words["ratio"], buttons=[])
        seed = gr.Slider(0, 50, value=first["variant"].fallback, step=1, label=words["seed"], buttons=[])
    grid = gr.HTML(elem_id="variants")
    gr.Markdown(words["worth"])
    gr.Markdown(table(rows))
    gr.Markdown(" ".join([*map(chosen, rows), words["note"]]), elem_classes="note")
    asked = [picture, name, ratio, seed]
    gr.on([tab.select, *[each.change for each in asked]], show, asked, grid, **ONE_AT_A_TIME)
    return {"picture": picture, "imagined": name, "percent": ratio, "variant": seed}


def loss(name: str) -> str:
    """What a masked autoencoder was trained with."""
    return WORDS["losses"][loss_key(checkpoint.describe(name)["model"])]


def show(picture: int, name: str, percent: float, seed: int) -> str:
    """The picture and its variants."""
    from mae_demo.answers.augmentation import imagine
    from mae_demo.image import to_picture

    words = WORDS["augmentation"]
    with as_sentence():
        image, variants = imagine(name, picture, percent, seed)
    figures = [figure(to_picture(image), WORDS["lab"]["original"])]
    for each, variant, l1 in variants:
        label, fact = words["variant"].format(seed=each), words["away"].format(l1=f"{l1:.3f}")
        figures.append(figure(to_picture(variant), label, fact))
    return figure_row(*figures, kind="seven")


def probes() -> dict[int, dict]:
    """What a linear probe reads off the masked autoencoder's own features, by number of labels (train.lab.features)."""
    rows = measured("features")["rows"]
    curve = next(row for row in rows if row["name"] == IMAGINERS[0])["probe"]
    return {point["labels"]: point for point in curve}


def table(rows: list[dict]) -> str:
    """Accuracy in percent and what is gained over pictures as they are, in points: a row a way."""
    words = WORDS["augmentation"]
    columns = []
    for row in rows:
        columns += [Column(WORDS["features"]["labels"].format(count=row["labels"])), Column(words["gain"])]
    cells = {words[kind]: [] for kind in rows[0]["ways"]}
    for kind in rows[0]["ways"]:
        for row in rows:
            found, plain = (row["ways"][each]["accuracies"] for each in (kind, "none"))
            cells[words[kind]] += [spread(found), "" if kind == "none" else gained(found, plain)]
    known = [probes()[row["labels"]] for row in rows]
    figures = [f"{100 * point['mean']:.1f} ± {100 * point['std']:.1f}" for point in known]
    cells[f"*{words['probe']}*"] = [cell for figure in figures for cell in (figure, "")]
    return markdown(columns, cells, corner=words["way"])


def spread(accuracies: list[float]) -> str:
    """'71.3 ± 1.2': mean and standard deviation in percent."""
    return f"{100 * mean(accuracies):.1f} ± {100 * stdev(accuracies):.1f}"


def gained(found: list[float], plain: list[float]) -> str:
    """'+1.7 ± 0.9': mean and standard deviation of the differences, draw by draw, in points."""
    points = [100 * (a - b) for a, b in zip(found, plain, strict=True)]
    return f"{mean(points):+.1f} ± {stdev(points):.1f}".replace("-", "−").replace("−0.0", "0.0").replace("+0.0", "0.0")


def chosen(row: dict) -> str:
    """What the validation set chose for a number of labels: how far to shift, what to hide, who imagines it."""
    words, way = WORDS["augmentation"], row["ways"]["both"]["way"]
    return words["chosen"].format(
        labels=row["labels"],
        pixels=way["shift"],
        flips=words["flipped" if way["flip"] else "not_flipped"],
        percent=round(100 * way["ratio"]),
        loss=loss(way["name"]),
    )
