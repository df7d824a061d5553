"""The three letters that stand for three things, and what the mean absolute error wants beside the squared one."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component

from mae_demo.answers.l1_or_mse import best_predictions, expected_losses
from mae_demo.answers.numbers import number
from mae_demo.text import WORDS
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.state import PANELS

COLOURS = {"l1": "#d55e00", "mse": "#3a7ccf", "bce": "#009e73"}  # told apart by colour-blind eyes too

HIGHEST = 1.5  # of the chart; BCE goes to infinity where a guess is certain and wrong


def create_l1_or_mse(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, first = WORDS["l1_or_mse"], PANELS["l1_or_mse"]
    gr.Markdown(words["what"], elem_classes="note prose")
    with gr.Row():
        share = gr.Slider(0, 100, value=first["white"].fallback, step=5, label=words["share"], buttons=[])
        guess = gr.Slider(0, 100, value=first["guess"].fallback, step=5, label=words["guess"], buttons=[])
    said = gr.Markdown(elem_id="said")
    chart = create_chart(words["x"], words["y"], y_limits=(0, HIGHEST), height=300, elem_id="word-chart")
    alone = ONE_AT_A_TIME | {"concurrency_id": "word"}  # it needs no network
    gr.on([tab.select, share.change, guess.change], show, [share, guess], [said, chart], **alone)
    return {"white": share, "guess": guess}


def show(share: float, guess: float) -> tuple[str, str]:
    """What each loss says of the guess, where the best guesses lie, and each over all guesses."""
    words = WORDS["l1_or_mse"]
    with as_sentence():
        share, guess = (number(value, 0, 100, "l1_or_mse.refused") / 100 for value in (share, guess))
    (l1, mse, bce), (median, mean) = expected_losses(share, guess), best_predictions(share)
    guesses = [step / 20 for step in range(21)]
    curves = zip(*(expected_losses(share, each) for each in guesses), strict=True)
    drawn = [
        (words[kind], colour, [point for point in zip(guesses, losses, strict=True) if point[1] <= HIGHEST])
        for (kind, colour), losses in zip(COLOURS.items(), curves, strict=True)
    ]
    values = {"guess": guess, "l1": l1, "mse": mse, "bce": bce, "median": median, "mean": mean}
    written = {key: f"{value:.2f}".replace("inf", "∞") for key, value in values.items()}
    said = words["said_even" if share == 0.5 else "said"].format(**written, share=round(100 * share))
    return said, lines(*drawn, mark=guess)
