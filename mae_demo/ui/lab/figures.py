"""Pictures side by side with a line or two below each, as markup for `gr.HTML`; the look is in lab.css."""

from __future__ import annotations

from html import escape

from PIL import Image

from mae_demo.image import to_data_url


def figure(picture: Image.Image, label: str, *facts: str, starred: bool = False) -> str:
    """One picture. label: what it is. facts: lines below, the first of which leads, with a star or without."""
    lead = "lead starred" if starred else "lead"
    lines = "".join(f'<span class="{"quiet" if i else lead}">{escape(fact)}</span>' for i, fact in enumerate(facts))
    image = f'<img src="{to_data_url(picture, "webp")}" alt="{escape(", ".join([label, *facts]))}">'
    return f"<figure>{image}<figcaption><b>{escape(label)}</b>{lines}</figcaption></figure>"


def figure_row(*figures: str, kind: str = "") -> str:
    """Figures in a row that wraps."""
    return f'<div class="lab-figures {kind}">{"".join(figures)}</div>'


def line(label: str, fact: str, *figures: str) -> str:
    """Small figures beside what they are."""
    said = f'<p><b>{escape(label)}</b><span class="quiet">{escape(fact)}</span></p>'
    return f'<div class="lab-line">{said}{figure_row(*figures, kind="small")}</div>'
