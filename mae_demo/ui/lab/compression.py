"""Compression, honestly: a code as a real file, its bytes and its error beside those of JPEG and WebP."""

from __future__ import annotations

import gradio as gr

from mae_demo import checkpoint
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.explorer import label
from mae_demo.ui.lab.strip import create_strip

COMPRESSORS = (
    "fashion-mlp-20-mse",
    "fashion-pca-20",
    "fashion-mlp-16-mse",
    "fashion-mlp-3-l1",
    "fashion-conv-196-bce",
    "fashion-conv-bce",  # called a compressor
)
BITS = 6
COLOURS = ("#d55e00", "#3a7ccf", "#009e73")


def create_compression(tab: gr.Tab) -> None:
    """Build the panel and wire its events."""
    words, names = WORDS["compression"], compressors()
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], 18)
    choices = [(label(name), name) for name in names]
    chosen = gr.Radio(choices, value=names[0], label=WORDS["lab"]["autoencoder"], elem_classes="lab-choice")
    bits = gr.Slider(1, 8, value=BITS, step=1, label=words["bits"], buttons=[])
    with gr.Row():
        with gr.Column(min_width=300):
            cards = gr.HTML()
            with gr.Row():
                download = gr.DownloadButton(words["download"], size="sm", min_width=140)
                upload = gr.UploadButton(words["upload"], file_types=[".aecode"], size="sm", min_width=140)
            again = gr.HTML(elem_id="again")
        chart = gr.LinePlot(
            x="bytes",
            y="psnr",
            color="kind",
            x_title=words["x"],
            y_title=words["y"],
            color_title=" ",
            elem_id="compression-chart",
            height=340,
            color_map=dict(zip((words["curve"], "JPEG", "WebP"), COLOURS, strict=True)),
        )
    gr.Markdown(words["note"], elem_classes="note")
    asked = [picture, chosen, bits]
    shows = gr.on([tab.select, picture.input, chosen.input, bits.change], show, asked, [cards, chart], **ONE_AT_A_TIME)
    shows.then(keep, asked, download, **ONE_AT_A_TIME)
    upload.upload(decode, upload, again, **ONE_AT_A_TIME)


def compressors() -> list[str]:
    """The autoencoders that make files here."""
    on_shelf = checkpoint.names()
    return [name for name in COMPRESSORS if name in on_shelf]


def known(name: object) -> str:
    """A client's choice. Raises ValueError where it is none of these."""
    if name not in compressors():
        raise Refusal("lab.refused")
    return name


def show(picture: int, name: str, bits: int) -> tuple[str, gr.LinePlot]:
    """The picture, the file's picture, and both figures beside JPEG and WebP."""
    import pandas as pd

    from mae_demo.ui.lab import compression_view

    with as_sentence():
        cards, rows = compression_view.compare(known(name), picture, bits)
        return cards, gr.LinePlot(pd.DataFrame(rows))


def keep(picture: int, name: str, bits: int) -> str:
    """The file to download."""
    from mae_demo.ui.lab import compression_view

    with as_sentence():
        return compression_view.to_file(known(name), picture, bits)


def decode(path: str) -> str:
    """The picture in a file that this page has written."""
    from mae_demo.ui.lab import compression_view

    with as_sentence():
        return compression_view.from_file(path, compressors())
