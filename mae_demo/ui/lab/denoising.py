"""Denoising: what a code of a few numbers leaves of the noise, and of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr
from gradio.components import Component

from mae_demo import checkpoint
from mae_demo.text import WORDS
from mae_demo.ui.errors import as_sentence
from mae_demo.ui.events import ONE_AT_A_TIME
from mae_demo.ui.lab.figures import figure, figure_row
from mae_demo.ui.lab.strip import create_strip
from mae_demo.ui.state import PANELS

if TYPE_CHECKING:
    from torch import Tensor

    from mae_demo.answers.denoising import Denoised


def create_denoising(tab: gr.Tab) -> dict[str, Component]:
    """Build the panel and wire its events; returns its controls."""
    words, first = WORDS["denoising"], PANELS["denoising"]
    gr.Markdown(words["what"], elem_classes="note")
    picture = create_strip(WORDS["lab"]["picture"], first["picture"].fallback)
    with gr.Row():
        kinds = [(words[kind], kind) for kind in first["kind"].choices]
        kind = gr.Radio(kinds, value=first["kind"].fallback, label=words["kind"], elem_classes="lab-choice")
        strength = gr.Slider(0, 60, value=first["strength"].fallback, step=5, label=words["strength"], buttons=[])
    cards = gr.HTML(elem_id="noise-cards")
    told = gr.Markdown(words["learnt"], elem_classes="note")
    learnt = gr.HTML(elem_id="noise-learnt")
    gr.Markdown(words["note"], elem_classes="note")
    asked = [picture, kind, strength]
    gr.on([tab.select, *[each.change for each in asked]], answer, asked, [cards, told, learnt], **ONE_AT_A_TIME)
    return {"picture": picture, "kind": kind, "strength": strength}


def answer(picture: int, kind: str, percent: float) -> tuple[str, str, str]:
    """What `show` draws, what is told of networks that were trained for this noise, and what `show_learnt` draws."""
    cards = show(picture, kind, percent)
    return cards, WORDS["denoising"][told_of(kind)], show_learnt(picture, kind, percent)


def told_of(kind: str) -> str:
    """The key of what is told of networks that were trained for a kind of noise."""
    from mae_demo.noise import HIDING

    return "learnt_masks" if kind in HIDING else "learnt"


def show(picture: int, kind: str, percent: float) -> str:
    """The picture, its mask, the noisy one, and what each denoiser returns; the best mean figure is starred."""
    from mae_demo.answers.denoising import denoise, mask
    from mae_demo.answers.test_pictures import picture_at
    from mae_demo.image import to_picture

    with as_sentence():
        results, hidden = denoise(picture, kind, percent), mask(picture, kind, percent)
    best = max((each.mean_psnr for each in results if each.mean_psnr is not None), default=None)
    figures = [figure(to_picture(picture_at(picture)), WORDS["lab"]["original"])]
    if hidden is not None:
        figures.append(mask_card(picture_at(picture), hidden))
    for each in results:
        figures.append(card(each, label(each.name), starred=best is not None and each.mean_psnr == best))
    return figure_row(*figures)


def show_learnt(picture: int, kind: str, percent: float) -> str:
    """What the network returns that never saw such noise, and what those return that were trained on it."""
    from mae_demo.answers.denoising import denoise_beside

    words = WORDS["denoising"]
    with as_sentence():
        results = denoise_beside(picture, kind, percent)
    return figure_row(*[card(each, words[each.name], starred=False) for each in results])


def card(result: Denoised, name: str, starred: bool) -> str:
    """A denoised picture, with its mean figure and its own."""
    from mae_demo.answers.denoising import MANY
    from mae_demo.image import to_picture

    words = WORDS["denoising"]
    if result.psnr is None:
        return figure(to_picture(result.picture), name)
    mean = words["mean"].format(value=f"{result.mean_psnr:.1f}", count=MANY)
    own = words["own"].format(value=f"{result.psnr:.1f}")
    return figure(to_picture(result.picture), name, mean, own, starred=starred)


def mask_card(image: Tensor, hidden: Tensor) -> str:
    """A picture (1, H, W) with its hidden pixels, bool (H, W), hatched, and how many there are."""
    from mae_demo.render import masked_picture

    words = WORDS["denoising"]
    facts = [words["hidden_of"].format(hidden=int(hidden.sum()), pixels=hidden.numel())]
    if hidden.any():
        facts.append(words["counted"])
    return figure(masked_picture(image, hidden), words["mask"], *facts)


def label(name: str) -> str:
    """What a denoiser is called: of an autoencoder its kind and how many numbers its code has."""
    words = WORDS["denoising"]
    if name in ("nothing", "median", "harmonic"):
        return words[name]
    card = checkpoint.describe(name)
    family, count = WORDS["families"][card["model"]["family"]], card["cost"]["code_size"]
    return words["code"].format(family=family, count=f"{count:,}")
