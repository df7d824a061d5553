"""The second tab: one picture under one mask, and what every chosen checkpoint makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gradio as gr

from mae_demo import checkpoint
from mae_demo.config import DATASETS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import NO_NETWORK, ONE_AT_A_TIME
from mae_demo.ui.handlers import is_for, read_canvas, share
from mae_demo.ui.picker import entry
from mae_demo.ui.picker import known as known_name
from mae_demo.ui.playground import CANVAS, Standing
from mae_demo.ui.samples import sample_paths, samples_for
from mae_demo.ui.shown import Shown
from mae_demo.ui.text import WORDS

WALL = Path(__file__).parent / "wall"
FILLINGS = ("visible_mean", "harmonic", "biharmonic")  # stand in the list as equals, though they are no checkpoints
FEW, MOST = 1, 12  # so many are compared at once
COLOURS = (  # of as many lines: Okabe and Ito's eight, told apart by colour-blind eyes too, and four between them
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#6b6b6b", "#b8a800",
    "#7b4fa3", "#8c3b1b", "#3f6d3f", "#e0729f",
)  # fmt: skip

# Ready-made comparisons: what to look at, in the order of the cards
READY = {
    "losses": [f"fashion-vit-{loss}" for loss in ("mse", "l1", "bce", "edge", "adversarial", "normpix")],
    "masks": ["fashion-vit-mse", "fashion-vit-mse-fixed75", "fashion-unet-mse", "fashion-gaussian"],
    "networks": ["fashion-vit-mse", "fashion-unet-mse", "fashion-mlp-masked-16-mse", "fashion-gaussian", "harmonic"],
    "adversary": ["fashion-vit-mse", "fashion-vit-adversarial", "fashion-unet-mse", "fashion-unet-adversarial"],
    "never_masked": ["fashion-vit-mse", "fashion-mlp-20-mse", "fashion-conv-bce", "fashion-pca-20"],
}


def create_compare_tab(tab: gr.Tab, standing: Standing) -> None:
    """Build the tab and wire its events. `standing`: the playground's picture and mask, which are compared here."""
    words, on_shelf = WORDS["compare"], (*checkpoint.names(), *FILLINGS)
    ready = {key: [name for name in names if name in on_shelf] for key, names in READY.items()}

    gr.Markdown(words["what"], elem_classes="note")
    with gr.Row(elem_id="ready"):
        buttons = {key: gr.Button(words[key], size="sm", min_width=120) for key in ready}
    with gr.Accordion(words["chosen"], open=False):
        chosen = gr.CheckboxGroup(
            [(label(name), name) for name in on_shelf],
            value=ready["losses"],
            show_label=False,
            container=False,
            elem_id="compared",
        )
    note = gr.Markdown(words["losses_note"], elem_classes="note")
    wall = gr.HTML(
        value=None,
        html_template=(WALL / "wall.html").read_text("utf-8"),
        css_template=(WALL / "wall.css").read_text("utf-8"),
        js_on_load="\n".join(path.read_text("utf-8") for path in (CANVAS / "drawing.js", WALL / "wall.js")),
        words=words | {"hidden": WORDS["canvas"]["hidden_of"]},
        apply_default_css=False,
        elem_id="wall",
    )
    with gr.Row(elem_id="sweep-row"):
        start = gr.Button(words["sweep"], size="sm", min_width=160)
        stop = gr.Button(words["stop"], size="sm", min_width=80)
    gr.Markdown(words["sweep_note"], elem_classes="note")
    chart = gr.LinePlot(
        x="hidden",
        y="psnr",
        color="name",
        color_title=" ",
        x_title=words["sweep_x"],
        y_title=words["sweep_y"],
        x_lim=[0, 100],
        height=340,
        visible=False,
        elem_id="sweep",
    )

    asked = [chosen, standing.shown, standing.picker, standing.strategy, standing.ratio, standing.seed, standing.canvas]
    gr.on([tab.select, chosen.input], compare, asked, wall, **ONE_AT_A_TIME)
    chosen.input(lambda: "", None, note, **NO_NETWORK)
    for key, button in buttons.items():
        picked = button.click(lambda key=key: (ready[key], words[f"{key}_note"]), None, [chosen, note], **NO_NETWORK)
        picked.then(compare, asked, wall, **ONE_AT_A_TIME)
    swept = [chosen, standing.picker, standing.strategy, standing.balance]
    running = start.click(sweep, swept, chart, **ONE_AT_A_TIME | {"concurrency_id": "sweep"})
    stop.click(None, None, None, cancels=[running], **NO_NETWORK)


def label(name: str) -> str:
    """A checkpoint among those that can be compared: its loss and its network; of a filling, its name."""
    if name in FILLINGS:
        return WORDS["compare"][name]
    each = entry(name)
    dataset = "" if dataset_of(name) == DATASETS[0] else f"{each['dataset']} · "
    return f"{dataset}{WORDS['losses'][each['loss']]} · {each['title']}"


def dataset_of(name: str) -> str:
    """The data set that a checkpoint was trained on."""
    return checkpoint.describe(name)["model"]["dataset"]


def alike(chosen: list[str], masker: str) -> tuple[list[str], str]:
    """Of the chosen ones those that can take the masker's picture and mask, and a remark on those that cannot.

    Where none can, they are the masker's whole data set, with the fillings.
    """
    dataset = dataset_of(masker)
    fit = [name for name in chosen if name in FILLINGS or dataset_of(name) == dataset]
    if len(fit) == len(chosen):
        return fit, ""
    remark = WORDS["compare"]["other_data"].format(dataset=WORDS["datasets"][dataset])
    if set(fit) <= set(FILLINGS):
        fit = [*[name for name in checkpoint.names() if dataset_of(name) == dataset], *FILLINGS][:MOST]
    return fit, remark


def compare(
    chosen: list[str], shown: Shown, name: str, strategy: str, ratio: float, seed: int, painted: object
) -> dict:
    """The wall of what the chosen ones make of the standing picture under the standing mask."""
    from mae_demo.ui import comparing, view

    with as_sentence():
        if shown is None:
            raise ValueError(WORDS["errors"]["forgotten"])
        fits = painted and is_for(painted, view.grid_of(name, shown.picture))
        digits, _ = read_canvas(painted) if fits else ("", None)
        mask = view.mask_for(name, strategy, share(ratio), seed, shown.picture, digits)
        those, remark = alike(known(chosen), name)
        samples = sample_paths(samples_for(name))
        labels = {each: label(each) for each in those}
        return comparing.wall(labels, name, shown.picture, mask, samples) | {"remark": remark}


def sweep(chosen: list[str], masker: str, strategy: str, balance: float) -> Iterator[gr.LinePlot]:
    """The chart of error over ratio, growing by one of the chosen at a time."""
    import pandas as pd

    from mae_demo.ui import comparing

    with as_sentence():
        samples = tuple(sample_paths(samples_for(known_name(masker))))
        those = alike(known(chosen), masker)[0]
        labels = [label(name) for name in those]
        # The chart knows the lines that its first rows name, so all are named at once, those to come by an empty row
        rows = [{"hidden": comparing.RATIOS[0], "psnr": None, "name": each} for each in labels]
        colours = dict(zip(labels, COLOURS[: len(labels)], strict=True))
        for name, each in zip(those, labels, strict=True):
            for percent, psnr in comparing.curve(name, masker, strategy, share(balance), samples):
                rows.append({"hidden": percent, "psnr": psnr, "name": each})
            yield gr.LinePlot(pd.DataFrame(rows), visible=True, color_map=colours)


def known(chosen: object) -> list[str]:
    """What a client chose, if it can be compared. Raises ValueError where it cannot."""
    names = [*checkpoint.names(), *FILLINGS]
    if not isinstance(chosen, list) or not FEW <= len(chosen) <= MOST or any(name not in names for name in chosen):
        raise ValueError(WORDS["compare"]["refused"].format(few=FEW, most=MOST))
    return list(dict.fromkeys(chosen))
