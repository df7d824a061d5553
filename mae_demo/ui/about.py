"""The last tab: what is on the page, how the figures are taken, and how to ask from a program."""

from __future__ import annotations

from pathlib import Path

import gradio as gr


def create_about_tab() -> None:
    """Show the text of `text/en.about.md`."""
    gr.Markdown((Path(__file__).parent / "text" / "en.about.md").read_text("utf-8"), elem_id="about-text")
