"""The stages of each family's forward pass with their lines of source, as web/stages shows an answer of the server.

No line is traced here, so there are neither shapes nor numbers: the page draws what the three pictures tell.
"""

from __future__ import annotations

from collections.abc import Iterable

from mae_demo.source import Passage
from mae_demo.stages import PACKAGE, STAGES, function_of


def stages_of(families: Iterable[str]) -> dict[str, list[dict]]:
    """By family each stage as {key, name, shape, kind, picture, passages}; of these, key and passages say something."""
    nothing = {"name": "", "shape": "", "kind": None, "picture": None}
    return {
        family: [
            {"key": stage.key, **nothing, "passages": [passage_of(family, each) for each in stage.passages]}
            for stage in STAGES[family]
        ]
        for family in families
    }


def passage_of(family: str, passage: Passage) -> dict:
    """The lines of a passage, none of which has run."""
    function = function_of(family, passage)
    lines = [{"number": number, "text": text, "runs": None, "shapes": []} for number, text in function.lines(passage)]
    file = function.path.relative_to(PACKAGE.parent).as_posix()
    return {"file": file, "function": function.name, "calls": 1, "lines": lines}
