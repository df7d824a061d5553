"""What stands on the page when it opens, computed once for all whose addresses ask the same.

A class opens the page within a minute, mostly by one address. So the answer is kept, and a thread of its own computes
what is not kept yet: opening neither waits behind those who paint nor holds them up, and no full queue refuses it.
"""

from __future__ import annotations

from functools import lru_cache

import anyio
import gradio as gr

from mae_demo.text import spoken
from mae_demo.ui.address import panel_controls, read
from mae_demo.ui.events import NO_NETWORK, tell, tell_canvas
from mae_demo.ui.link import stand
from mae_demo.ui.playground import Controls
from mae_demo.ui.state import PANELS, STATE

ONE_THREAD = anyio.CapacityLimiter(1)
NO_QUEUE = NO_NETWORK | {"queue": False, "concurrency_limit": None}


def wire_opening(
    app: gr.Blocks, link: gr.HTML, controls: Controls, notice: gr.Markdown, frame: gr.Tabs, tabs: dict[str, gr.Tab]
) -> None:
    """Open the page as its address asks, and keep the address as the page stands.

    link: asks again where the first answer did not come. notice: where the sentences about a wrong address go. tabs: by
    their ids; the first is open where none is asked for.
    """

    async def open_page(request: gr.Request) -> tuple:
        asked = tuple(request.query_params.items())
        return await anyio.to_thread.run_sync(opened, asked, tuple(tabs), spoken(), limiter=ONE_THREAD)

    restored = [controls.selection, controls.strip, controls.crop, *controls.knobs, controls.canvas]
    for opens in (app.load, link.open):
        call = opens(open_page, None, [*restored, notice, frame], **NO_QUEUE)
        call.failure(None, controls.seed, None, js=tell_canvas("refused"), **NO_NETWORK)

    stands = [*controls.knobs, controls.canvas]
    controls.canvas.standing(None, stands, None, js=tell("standing", "values"), **NO_NETWORK)
    for index, (name, tab) in enumerate(tabs.items()):
        tab.select(None, None, None, js=tell("tab", f"'{name}'" if index else "null"), **NO_NETWORK)


@lru_cache(maxsize=64)
def opened(asked: tuple[tuple[str, str], ...], tabs: tuple[str, ...], language: str) -> tuple:
    """What an address asks for: what `stand` returns, the sentences about what it asks in vain, and the open tab.

    asked: its keys and values. tabs: those that there are. language: the spoken one; each has its own sentences.
    Forget what is kept when the shelf grows (`cache_clear`). Raises gr.Error as `stand` does.
    """
    query = dict(asked)
    settings, wrong = read(query, tabs)
    restored = stand(settings, wrong)
    if not STATE.keys() & query.keys() - {"lang"}:  # what a visitor has chosen already stays
        restored = restored[0], *[gr.skip()] * (len(restored) - 2), restored[-1]
    is_lesson = settings["lesson"] and query.keys() <= {"lesson", "step", "hide", "lang"}
    tab = settings["tab"] or ("lessons" if is_lesson else "")
    waits = tab == "compare" and settings["compare"]  # link.js asks for what is compared, and the tab opens with it
    if tab == "lab" and settings["panel"] in PANELS:  # or for a panel
        panel_controls(settings["panel"], query, wrong)
        waits = True
    return *restored, "\n\n".join(wrong), gr.Tabs(selected=tab) if tab and not waits else gr.skip()
