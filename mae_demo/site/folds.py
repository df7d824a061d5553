"""The folds below the stages of a site: which stage opens which, their markup and style, and what they are told."""

from __future__ import annotations

from dataclasses import asdict

from mae_demo.answers.assembly import SEED
from mae_demo.scales import ATTENTION, DIFFERENCE
from mae_demo.ui.stages import OPENS
from mae_demo.ui.whole import FEW, FIRST, LARGE, MOST, PARTS
from mae_demo.ui.widgets import WEB

FOLDS = {"tokens": "tokens", "whole": "whole", "one-patch": "one_patch"}  # folders of web/ by the id of their element


def given_folds() -> dict:
    """What web/site/folds.js and web/site/stages.js need to know of them."""
    return {
        "opens": OPENS,
        "attention": asdict(ATTENTION),
        "difference": asdict(DIFFERENCE),
        "whole": {"parts": PARTS, "first": FIRST, "most": MOST, "few": FEW, "large": LARGE, "seed": SEED},
    }


def html(folder: str) -> str:
    """A fold's markup, within that of every fold."""
    frame, inside = ((WEB / name / f"{name}.html").read_text("utf-8") for name in ("fold", folder))
    return frame.replace("BODY", inside)
