"""Features: what a code knows of classes that nobody told it, beside pixels and principal components."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
from mae_demo.answers.measured import measured
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, line
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.sentences import class_name
from mae_demo.ui.state import PANELS

COLOURS = {
    "": "#8a8a8a",  # raw pixels
    "fashion-pca-20": "#d55e00",
    "fashion-mlp-20-mse": "#3a7ccf",
    "fashion-vae-20": "#009e73",
    "fashion-vit-mse": "#cc79a7",
}
READERS = PANELS["features"]["reader"].choices


def create_features(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, rows, first = WORDS["features"], labelled_rows(), PANELS["features"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    nearest = gr.HTML(elem_id="features-nearest")
    gr.Markdown(words["angle"], elem_classes="note")
    readers = [(words[each], each) for each in READERS]
    reader = gr.Radio(readers, value=first["reader"].fallback, label=words["reader"], elem_classes="lab-choice")
    counts = [str(point["labels"]) for point in rows[0]["probe"]]
    chart = create_chart(words["x"], words["y"], places=counts, height=360, elem_id="features-chart")
    figures, most = gr.Markdown(), gr.Markdown()
    gr.Markdown(words["note"], elem_classes="note")
    gr.on([tab.select, picture.change], show, picture, nearest, **ONE_AT_A_TIME)
    alone = ONE_AT_A_TIME | {"concurrency_id": "features"}  # it needs no network
    gr.on([tab.select, reader.change], draw, reader, [chart, figures, most], **alone)
    return {"picture": picture, "reader": reader}


def labelled_rows() -> list[dict]:
    """What `python -m train.lab.features` measured; each row with its name and colour."""
    rows = measured("features")["rows"]
    return [row | {"label": label(row), "colour": COLOURS[row["name"]]} for row in rows]


def label(row: dict) -> str:
    """A row by its kind and how many numbers stand for a picture."""
    words = WORDS["features"]
    if not row["name"]:
        return words["pixels"].format(count=row["features"])
    family = WORDS["families"][checkpoint.describe(row["name"])["model"]["family"]]
    return words["code"].format(family=family, count=row["features"])


def show(picture: int) -> str:
    """The pictures nearest to a picture, by each kind of features; those of its class are starred."""
    from mae_demo.answers.features import neighbours
    from mae_demo.answers.test_pictures import contact_sheet
    from mae_demo.image import to_picture

    words = WORDS["features"]
    with as_sentence():
        found = neighbours(picture)
    images, labels = contact_sheet().images, contact_sheet().labels
    classes = [*map(class_name, contact_sheet().classes)]
    shown = []
    for each, places in zip(labelled_rows(), found, strict=True):
        hits = sum(same for _, same in places)
        fact = words["same"].format(hits=hits, of=len(places), mean=f"{each['same']:.1f}")
        figures = [
            figure(to_picture(images[place]), words["hit" if same else "miss"].format(kind=classes[labels[place]]))
            for place, same in places
        ]
        shown.append(line(each["label"], fact, *figures))
    return "".join(shown)


def draw(reader: str) -> tuple[str, str, str]:
    """Accuracy by number of labels, as a chart, as a table and in a sentence."""
    with as_sentence():
        if reader not in READERS:
            raise Refusal("features.refused")
    rows = labelled_rows()
    drawn = [
        (row["label"], row["colour"], [(str(point["labels"]), 100 * point["mean"]) for point in row[reader]])
        for row in rows
    ]
    return lines(*drawn), table(rows, reader), lead(rows, reader)


def table(rows: list[dict], reader: str) -> str:
    """Mean and spread in percent: a row a kind of features, a column a number of labels; the best mean is bold."""
    words = WORDS["features"]
    counts = [point["labels"] for point in rows[0][reader]]
    best = [max(row[reader][column]["mean"] for row in rows) for column in range(len(counts))]
    lines = {}
    for row in rows:
        cells = []
        for point, top in zip(row[reader], best, strict=True):
            mean = f"{100 * point['mean']:.1f}"
            cells.append((f"**{mean}**" if point["mean"] == top else mean) + f" ± {100 * point['std']:.1f}")
        dot = f"<span style='color: {row['colour']}'>●</span>"
        lines[f"{dot} {row['label']}"] = cells
    columns = [Column(words["labels"].format(count=f"{count:,}")) for count in counts]
    return markdown(columns, lines, corner=f"{words[reader]}, %")


def lead(rows: list[dict], reader: str) -> str:
    """What is read best with the fewest labels and with the most, and how far it is ahead of raw pixels."""
    values, pixels = {}, next(row for row in rows if not row["name"])
    for place, key in ((0, "few"), (-1, "many")):
        first = max(rows, key=lambda row: row[reader][place]["mean"])
        gain = 100 * (first[reader][place]["mean"] - pixels[reader][place]["mean"])
        values |= {key: f"{pixels[reader][place]['labels']:,}", f"{key}_best": first["label"]}
        values |= {f"{key}_gain": f"{gain:.1f}"}
    return WORDS["features"]["lead"].format(**values)
