"""A link is followed within the page, without a reload: as a lesson leads from step to step.

What a tab holds is set by an event of its own, for Gradio loads whatever an event may set. A class follows the same
link within seconds, so nothing here is queued, and what stands on the Playground is kept as when the page opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

import anyio
import gradio as gr

from mae_demo.answers.comparisons import alike, choices
from mae_demo.answers.shelf import dataset_of
from mae_demo.text import spoken
from mae_demo.ui.address import panel_controls, read
from mae_demo.ui.events import NO_NETWORK, tell, tell_canvas
from mae_demo.ui.lab.tab import Lab
from mae_demo.ui.opening import NO_QUEUE, ONE_THREAD, opened
from mae_demo.ui.playground import Controls
from mae_demo.ui.sentences import labelled


@dataclass(frozen=True)
class Frame:
    """What a link can open beside the Playground.

    by_id: the tabs; the first is open where a link asks for none. compared: what is chosen to compare. lab: the tab
    'Autoencoders', None on a shelf that has nothing for it.
    """

    tabs: gr.Tabs
    by_id: dict[str, gr.Tab]
    compared: gr.CheckboxGroup
    lab: Lab | None


def wire_following(link: gr.HTML, controls: Controls, frame: Frame) -> None:
    """Go where the link of the widget leads; web/shared/address.js says by which of its events."""

    async def go(asked: object) -> tuple:
        query = query_of(asked)
        asked, _ = read(query, frame.by_id)
        tab = asked["tab"] or next(iter(frame.by_id))
        kept = tuple(query.items()), tuple(frame.by_id), spoken()
        *stands, _, _ = await anyio.to_thread.run_sync(opened, *kept, limiter=ONE_THREAD)
        return *stands, gr.skip() if asked["compare"] else gr.Tabs(selected=tab)

    def open_tab(asked: object) -> gr.Tabs:
        return gr.Tabs(selected=read(query_of(asked), frame.by_id)[0]["tab"] or next(iter(frame.by_id)))

    def open_compare(asked: object) -> tuple:
        asked, _ = read(query_of(asked), frame.by_id)
        name = asked["checkpoint"]
        there = labelled(alike(choices(dataset_of(name)), name))
        chosen = gr.CheckboxGroup(there, value=asked["compare"].split(",")) if asked["compare"] else gr.skip()
        return gr.Tabs(selected="compare"), chosen

    def open_panel(panel: str, asked: object) -> tuple:
        values = panel_controls(panel, query_of(asked), []).values()
        return gr.Tabs(selected="lab"), gr.Tabs(selected=panel), *values

    restored = [controls.selection, controls.strip, controls.crop, *controls.knobs, controls.canvas]
    goes = link.go(go, link, [*restored, frame.tabs], **NO_QUEUE)
    goes.then(None, controls.seed, None, js=tell("gone", "null"), **NO_NETWORK)
    goes.failure(None, controls.seed, None, js=tell_canvas("refused"), **NO_NETWORK)
    link.open_tab(open_tab, link, frame.tabs, **NO_QUEUE)
    link.open_compare(open_compare, link, [frame.tabs, frame.compared], **NO_QUEUE)
    for panel, held in frame.lab.controls.items() if frame.lab else ():
        outputs = [frame.tabs, frame.lab.frame, *held.values()]
        getattr(link, f"open_{panel}")(partial(open_panel, panel), link, outputs, **NO_QUEUE)
    frame.compared.change(None, frame.compared, None, js=tell("compared", "values[0]"), **NO_NETWORK)


def query_of(asked: object) -> dict[str, str]:
    """The keys and values of a link that the widget goes to; a client may send anything."""
    query = asked.get("query") if isinstance(asked, dict) else None
    return dict(parse_qsl(query)) if isinstance(query, str) else {}
