"""Components that an answer leaves as they are cost nothing.

An answer that says `gr.skip()` of a component has Gradio build that component anew and ask it for its JSON schema: a
millisecond each, in the one thread that all visitors share. Here Gradio gets to see only what changes. This leans on
`Blocks.postprocess_data`, whose version is pinned.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import gradio as gr

if TYPE_CHECKING:
    from gradio.block_function import BlockFunction
    from gradio.state_holder import SessionState


SKIPPED = gr.skip()


def skip_at_once(blocks: gr.Blocks) -> None:
    """Have these blocks pass over what an answer skips."""
    postprocess = blocks.postprocess_data

    async def postprocess_changed(block_fn: BlockFunction, answer: Any, state: SessionState | None) -> list[Any]:
        if not isinstance(answer, tuple) or len(answer) != len(block_fn.outputs):
            return await postprocess(block_fn, answer, state)
        changed = [place for place, value in enumerate(answer) if not (isinstance(value, dict) and value == SKIPPED)]
        if len(changed) == len(answer):
            return await postprocess(block_fn, answer, state)
        said = [None if block.stateful else dict(SKIPPED) for block in block_fn.outputs]
        if changed:
            fewer = copy(block_fn)
            fewer.outputs = [block_fn.outputs[place] for place in changed]
            values = [answer[place] for place in changed]
            for place, value in zip(changed, await postprocess(fewer, unwrapped(values), state), strict=True):
                said[place] = value
        return said

    blocks.postprocess_data = postprocess_changed


def unwrapped(values: list) -> Any:
    """Values as Gradio takes them of a function: one stands alone."""
    return values if len(values) > 1 else values[0]
