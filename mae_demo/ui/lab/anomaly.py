"""Anomaly detection: does a large error give away the class that an autoencoder never saw?"""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo.answers.measured import measured
from mae_demo.tables import Column, markdown
from mae_demo.text import WORDS
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.sentences import class_name
from mae_demo.ui.state import PANELS

COLOURS = {"odd": "#d55e00", "known": "#3a7ccf"}
THRESHOLD = PANELS["anomaly"]["threshold"].fallback  # thousandths


def create_anomaly(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words = WORDS["anomaly"]
    gr.Markdown(words["what"], elem_classes="note")
    found = measured("anomaly")
    gr.Markdown(words["charts"].format(auc=f"{found['auc']:.3f}"), elem_classes="note")
    with gr.Row():
        histogram = create_chart(words["error"], words["pictures"], height=260, elem_id="odd-histogram")
        whole = {"x_limits": (0, 1), "y_limits": (0, 1)}
        curve = create_chart(words["false_alarms"], words["hits"], **whole, height=260, elem_id="odd-curve")
    threshold = gr.Slider(0, 80, value=THRESHOLD, step=1, label=words["threshold"], buttons=[])
    said = gr.Markdown()
    crossing = gr.HTML(elem_id="crossing")
    gr.Markdown(by_size(found["rows"]))
    gr.on([tab.select, threshold.change], show, threshold, [said, crossing], **ONE_AT_A_TIME)
    tab.select(charts, None, [histogram, curve], **ONE_AT_A_TIME | {"concurrency_id": "odd"})
    return {"threshold": threshold}


def by_size(rows: list[dict]) -> str:
    """The AUC by the size of the code, as a table."""
    words = WORDS["anomaly"]
    columns = [Column("AUC", ".3f"), Column(words["error_odd"], ".4f"), Column(words["error_known"], ".4f")]
    cells = {f"{row['code']}": [row["auc"], row["error_odd"], row["error_known"]] for row in rows}
    return f"{words['by_size']}\n\n{markdown(columns, cells, corner=words['size'])}"


def charts() -> tuple[str, str]:
    """The histogram of errors, in percent of each kind, and the ROC curve."""
    words, found = WORDS["anomaly"], measured("anomaly")
    errors = [
        (words[kind], colour, [(place, 100 * part) for place, part in zip(found["bins"], found[kind], strict=True)])
        for kind, colour in COLOURS.items()
    ]
    chance = (words["chance"], "#8a8a8a", [(0, 0), (1, 1)])
    return lines(*errors), lines((words["curve"], COLOURS["known"], found["roc"]), chance)


def show(thousandths: float) -> tuple[str, str]:
    """What a threshold reports, in words and pictures; anomalies are starred."""
    from mae_demo.answers.anomaly import report
    from mae_demo.answers.test_pictures import contact_sheet
    from mae_demo.image import to_picture

    with as_sentence():
        found = report(thousandths)
    said = WORDS["anomaly"]["said"].format(
        hits=found.hits,
        odd=found.anomalies,
        false_alarms=found.false_alarms,
        known=found.ordinary,
        shown=len(found.largest),
    )
    images, labels = contact_sheet().images, contact_sheet().labels
    classes = [*map(class_name, contact_sheet().classes)]
    figures = [
        figure(to_picture(images[place]), classes[labels[place]], f"{error:.3f}", starred=anomalous)
        for place, error, anomalous in found.largest
    ]
    return said, figure_row(*figures, kind="small")
