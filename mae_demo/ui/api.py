"""The same reconstruction for programs: gradio_client, JavaScript, curl."""

from __future__ import annotations

import gradio as gr
from PIL import Image

from mae_demo.answers.shelf import loss_key
from mae_demo.checkpoint import describe, names
from mae_demo.config import ModelConfig
from mae_demo.image import open_picture, to_picture
from mae_demo.text import Refusal
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.sentences import result_in_words


def create_api() -> None:
    """Register /reconstruct and /checkpoints; their components are never shown."""
    with gr.Row(visible=False):
        inputs = [
            gr.File(label="image"),
            gr.Textbox(names()[0], label="checkpoint"),
            gr.Textbox("random", label="strategy"),
            gr.Number(0.75, label="ratio"),
            gr.Number(7, label="seed"),
            gr.Textbox("", label="mask"),
            gr.Checkbox(False, label="blend"),
        ]
        outputs = [gr.Image(label=name, format="png") for name in ("original", "masked", "prediction", "composite")]
        outputs.append(gr.JSON(label="metrics"))
        gr.Button().click(
            reconstruct, inputs, outputs, api_name="reconstruct", concurrency_id="network", concurrency_limit=1
        )
        gr.Button().click(checkpoints, None, gr.JSON(label="checkpoints"), api_name="checkpoints")


def reconstruct(
    image: str | None, checkpoint: str, strategy: str, ratio: float, seed: int, mask: str, blend: bool
) -> tuple[Image.Image, Image.Image, Image.Image, Image.Image, dict]:
    """Hide patches of a picture and reconstruct them: original, masked, prediction, composite, metrics.

    ratio is a fraction from 0 to 1. mask is optional: hexadecimal digits, row by row, one bit a patch, 1 = hidden;
    it wins over strategy, ratio and seed. blend: blend the seams of the prediction, where /checkpoints says that this
    is offered; `unblended` is then the masked PSNR of the network's own. Every figure is taken over the hidden pixels
    alone.
    """
    from mae_demo.answers.masks import mask_for
    from mae_demo.answers.reconstruction import run
    from mae_demo.masking import mask_to_hex

    with as_sentence():
        if not isinstance(image, str):
            raise Refusal("errors.no_picture")
        picture = open_picture(image)
        hidden = mask_for(checkpoint, strategy, ratio, seed, picture, mask or "")
        result, figures = run(checkpoint, picture, hidden, blend is True)
    pictures = map(to_picture, (result.original, result.masked, result.prediction, result.composite))
    return *pictures, result_in_words(figures) | {
        "mask": mask_to_hex(hidden),
        "grid": list(hidden.shape),
        "checkpoint": checkpoint,
    }


def checkpoints() -> list[dict]:
    """What can be picked: name, loss, family, data set, grid (rows, columns) and size of a square picture, scores;
    `seams`: whether `blend` is offered."""
    from mae_demo.blending import has_seams

    shelf = []
    for name in names():
        description = describe(name)
        model = description["model"]
        height, width = model["image_size"]
        shelf.append(
            {
                "name": name,
                "loss": loss_key(model),
                "family": model["family"],
                "dataset": model["dataset"],
                "grid": [height // model["patch_size"], width // model["patch_size"]],
                "image_size": model["image_size"],
                "channels": model["channels"],
                "seams": has_seams(ModelConfig.from_json(model)),
                "about": description["about"],
                "scores": description["scores"],
            }
        )
    return shelf
