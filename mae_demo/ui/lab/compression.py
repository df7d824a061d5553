"""Compression, honestly: a code as a real file, its bytes and its error beside those of JPEG and WebP."""

from __future__ import annotations

import gradio as gr
from gradio.components import Component
from gradio.processing_utils import save_bytes_to_cache
from gradio.utils import get_upload_folder

from mae_demo.answers.autoencoders import COMPRESSORS
from mae_demo.answers.shelf import on_shelf
from mae_demo.text import WORDS
from mae_demo.ui.chart import create_chart, lines
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.latent_space import label
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS

COLOURS = {"autoencoder": "#d55e00", "JPEG": "#3a7ccf", "WebP": "#009e73"}


def create_compression(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, names, first = WORDS["compression"], on_shelf(COMPRESSORS), PANELS["compression"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    choices = [(label(name), name) for name in names]
    chosen = gr.Radio(choices, value=names[0], label=WORDS["lab"]["autoencoder"], elem_classes="lab-choice")
    bits = gr.Slider(1, 8, value=first["bits"].fallback, step=1, label=words["bits"], buttons=[])
    with gr.Row():
        with gr.Column(min_width=300):
            cards = gr.HTML()
            with gr.Row():
                download = gr.DownloadButton(words["download"], size="sm", min_width=140)
                upload = gr.UploadButton(words["upload"], file_types=[".aecode"], size="sm", min_width=140)
            again = gr.HTML(elem_id="again")
        chart = create_chart(words["x"], words["y"], elem_id="compression-chart")
    gr.Markdown(words["note"], elem_classes="note")
    asked = [picture, chosen, bits]
    shows = gr.on([tab.select, *[each.change for each in asked]], show, asked, [cards, chart], **ONE_AT_A_TIME)
    shows.then(keep, asked, download, **ONE_AT_A_TIME)
    upload.upload(decode, upload, again, **ONE_AT_A_TIME)
    return {"picture": picture, "autoencoder": chosen, "bits": bits}


def show(picture: int, name: str, bits: int) -> tuple[str, str]:
    """The picture, the file's picture, and both figures beside JPEG and WebP."""
    from mae_demo.answers.compression import compare
    from mae_demo.image import to_picture

    words = WORDS["compression"]
    with as_sentence():
        found = compare(name, picture, bits)
    pixels = found.original.numel()
    facts = [
        words["file"].format(bytes=f"{found.bytes:,}", rate=f"{8 * found.bytes / pixels:.2f}"),
        words["psnr"].format(value=f"{found.psnr:.1f}"),
        words["values"].format(count=f"{found.numbers:,}", pixels=pixels),
    ]
    if found.bytes > pixels:
        facts.append(words["longer"].format(times=f"{found.bytes / pixels:.1f}"))
    raw = words["raw"].format(bytes=pixels), words["png"].format(bytes=found.png_bytes)
    cards = figure_row(
        figure(to_picture(found.original), WORDS["lab"]["original"], *raw),
        figure(to_picture(found.decoded), label(name), *facts),
    )
    names = {"autoencoder": words["curve"], "JPEG": "JPEG", "WebP": "WebP"}
    drawn = [
        (names[kind], colour, [(size, psnr) for each, size, psnr in found.points if each == kind])
        for kind, colour in COLOURS.items()
    ]
    return cards, lines(*drawn)


def keep(picture: int, name: str, bits: int) -> str:
    """The file to download, in Gradio's cache."""
    from mae_demo.answers.compression import encoded

    with as_sentence():
        content = encoded(name, picture, bits)
    return save_bytes_to_cache(content, f"{name}-picture-{picture}-{bits}-bits.aecode", get_upload_folder())


def decode(path: str) -> str:
    """The picture in a file that this page has written, with what wrote it."""
    from mae_demo.answers.compression import from_file
    from mae_demo.image import to_picture

    with as_sentence():
        name, picture, size = from_file(path)
    again = WORDS["compression"]["again"].format(bytes=f"{size:,}")
    return figure_row(figure(to_picture(picture), label(name), again))
