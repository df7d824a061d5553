"""The last tab: what is on the page, how the figures are taken, and how to ask from a program."""

from __future__ import annotations

import gradio as gr

from mae_demo.text import about


def create_about_tab() -> None:
    """Show the text of `mae_demo/text/<language>.about.md`."""
    gr.Markdown(about(), elem_id="about-text")
