"""Sessions that begin at once.

Gradio asks every component of the page for its properties and its JSON schema whenever a session begins: over 50 ms
for this page, in the one thread that all visitors share. Each gets the same answer, so here it is asked for once, and
each session gets a copy. This leans on Gradio's `state_holder`, whose version is pinned.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from gradio.state_holder import SessionState, StateHolder

if TYPE_CHECKING:
    import gradio as gr


class Copied(dict):
    """The properties of each component, by its id: those of the first session until they are asked for, then a copy."""

    def __init__(self, first: dict[int, dict]) -> None:
        super().__init__()
        self.first = first

    def __contains__(self, key: object) -> bool:
        return key in self.first

    def __missing__(self, key: int) -> dict:
        values = self.first[key]
        self[key] = values | {"props": dict(values["props"])}
        return self[key]


class Sessions(StateHolder):
    """Gradio's sessions by their ids; a new one is a copy of the first."""

    def set_blocks(self, blocks: gr.Blocks) -> None:
        """Begin with the page as everybody finds it."""
        super().set_blocks(blocks)
        self.first = SessionState(blocks)

    def __getitem__(self, session: str) -> SessionState:
        if session not in self.session_data:
            self.session_data[session] = self.new()
        return super().__getitem__(session)

    def new(self) -> SessionState:
        """What `SessionState(blocks)` is, of which nothing is shared that Gradio changes for one session."""
        state = copy(self.first)
        state.blocks_config = copy(self.blocks.default_config)
        state.config_values = Copied(self.first.config_values)
        state.state_data, state._state_ttl = {}, {}
        return state
