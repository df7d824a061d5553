"""What a person takes away from the playground, and brings again.

A figure with everything on it, the mask and the settings are files, made when they are asked for; the mask is also a
line of hexadecimal digits. Mask, settings and digits bring the same mask back, bit for bit; settings also all else
that stood on the page, except an upload.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache

from mae_demo.answers.selection import Selection
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.address import read
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import NO_NETWORK, ONE_AT_A_TIME, tell
from mae_demo.ui.files import FILES, is_rolled, read_mask, read_settings
from mae_demo.ui.handlers import SESSION_EXPIRED, message, read_canvas
from mae_demo.ui.link import stand
from mae_demo.ui.playground import Controls
from mae_demo.ui.state import VIEWS

ONCE = ONE_AT_A_TIME | {"trigger_mode": "once"}
# Gradio's button downloads the file that it held before it was pressed. So people press another one, and when the file
# is there, web/page/sharing.js presses Gradio's, which nobody sees, or hands it to a phone's share sheet
SHARED = ("card", "clip")
# Where the browser does not let a page copy, the digits are selected at least
COPY = """() => {
    const field = document.querySelector("#digits :is(input, textarea)");
    field.select();
    navigator.clipboard?.writeText(field.value);
}"""


def create_takeaway(controls: Controls) -> None:
    """Build the row and wire its events."""
    words = WORDS["takeaway"]
    with gr.Row(elem_id="takeaway"):
        with gr.Column(min_width=260):
            gr.Markdown(f"## {words['title']}")
            with gr.Row(elem_id="files"):
                buttons = {key: gr.Button(words[f"save_{key}"], size="sm", min_width=80) for key in FILES}
            gr.Markdown(words["files_note"], elem_classes="note")
        with gr.Column(min_width=260):
            gr.Markdown(f"## {words['digits']}")
            with gr.Row(elem_id="digits"):
                digits = gr.Textbox(
                    label=words["digits"], show_label=False, max_lines=1, container=False, min_width=160, scale=3
                )
                copy = gr.Button(words["copy"], size="sm", min_width=60, scale=1)
            gr.Markdown(words["digits_note"], elem_classes="note")
        with gr.Column(min_width=260):
            gr.Markdown(f"## {words['bring']}")
            bring = gr.UploadButton(words["choose"], file_types=[".png", ".json", ".txt"], size="sm")
            gr.Markdown(words["bring_note"], elem_classes="note")
        download = gr.DownloadButton(visible="hidden", elem_id="download")

    copy.click(None, None, None, js=COPY, **NO_NETWORK)
    canvas = controls.canvas
    canvas.standing(None, canvas, digits, js="(canvas) => canvas.mask", **NO_NETWORK)
    for key, button in buttons.items():
        made = button.click(write(key, download), [controls.selection, *controls.knobs, canvas], download, **ONCE)
        told = tell("made", f"{{ file: values[0], isShared: {str(key in SHARED).lower()} }}")
        made.success(None, download, None, js=told, **NO_NETWORK)
    restored = [controls.selection, controls.strip, controls.crop, *controls.knobs, canvas]
    bring.upload(take_file, [bring, controls.selection, controls.picker], restored, **ONCE)
    digits.submit(take_digits, [digits, controls.selection, controls.picker], canvas, **ONCE)


def write(key: str, download: gr.DownloadButton) -> Callable[..., str]:
    """The event handler that puts one of FILES where Gradio serves it, in a folder named by a hash of its content."""
    make, ending = FILES[key]

    def written(
        selection: Selection,
        name: str,
        strategy: str,
        ratio: int,
        seed: int,
        balance: int,
        painted: object,
        request: gr.Request | None = None,
    ) -> str:
        with as_sentence():
            if selection is None:
                raise Refusal("errors.forgotten")
            digits, _ = read_canvas(painted)
            knobs = {"strategy": strategy, "ratio": ratio, "seed": seed, "balance": balance}
            sample = {} if selection.place is None else {"image": selection.place}
            looked = {} if painted.get("view") == VIEWS[0] else {"view": painted.get("view")}
            blends = {"blend": 1} if painted.get("blend") is True else {}
            settings = {**sample, "checkpoint": name, **knobs, "mask": digits, **looked, **blends}
            _, wrong = read({key: str(value) for key, value in settings.items()})
            if wrong:
                raise ValueError(wrong[0])
            rolled = is_rolled(selection, settings)
            page = str(request.headers.get("referer") or "").partition("?")[0] if request else ""
            content = make(selection, settings, rolled, page)
        balanced = f"-balance{balance}" if strategy == "selective" else ""
        mask = f"{strategy}{balanced}-{ratio}-seed{seed}" if rolled else "custom"
        seams = "-blended" if blends and key != "mask" else ""
        return save_bytes_to_cache(content, f"{name}-{mask}{seams}{ending}", download.GRADIO_CACHE)

    return written


def take_file(path: str, selection: Selection, name: str) -> tuple:
    """What a visitor brings in a file: settings restore all that they name, but for a mask that does not fit, which is
    said; a mask covers the selected picture.

    Returns selection, strip, crop, picker, strategy, ratio, seed, balance and canvas.
    """
    from mae_demo.answers.networks import grid_of

    untouched = [gr.skip()] * 8
    if selection is None:
        return *untouched, SESSION_EXPIRED
    with as_sentence():
        if not isinstance(path, str):
            raise Refusal("takeaway.no_mask")
        settings = read_settings(Path(path))
        if settings:
            asked, wrong = read(settings)
            if wrong:
                raise Refusal("takeaway.wrong_settings")
            restored = stand(asked, wrong, kept=None if "image" in settings else selection)
            for sentence in wrong:  # about its mask
                gr.Warning(sentence, title=WORDS["errors"]["warning"])
            return restored
        mask = read_mask(Path(path), grid_of(name, selection.picture))
        return *untouched, message(selection, name, mask, custom=True)


def take_digits(digits: str, selection: Selection, name: str) -> dict:
    """The selected picture under a mask that a visitor typed in hexadecimal."""
    from mae_demo.answers.networks import grid_of
    from mae_demo.masking import mask_from_hex

    if selection is None:
        return SESSION_EXPIRED
    with as_sentence():
        mask = mask_from_hex(str(digits).strip(), grid_of(name, selection.picture))
        return message(selection, name, mask, custom=True)
