"""The page's styles as one sheet: its own frame, those of the whole page, and each widget's within its element."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo.site.folds import FOLDS
from mae_demo.ui.widgets import WEB

HERE = Path(__file__).parent
KEYFRAMES = re.compile(r"@keyframes \w+ \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def style(widgets: dict[str, str]) -> str:
    """widgets: folders of web/ by the id of the element that holds one."""
    paths = [HERE / "site.css", *(WEB / "page" / f"{name}.css" for name in ("page", "lab", "lessons"))]
    sheets = [path.read_text("utf-8") for path in paths]
    every_fold = within(f":is({', '.join(f'#{id}' for id in FOLDS)})", "fold")
    return "\n".join([*sheets, every_fold, *(within(f"#{id}", folder) for id, folder in widgets.items())])


def within(selector: str, folder: str) -> str:
    """A widget's style for one element alone. Animations have no place within a rule and stand beside it."""
    css = (WEB / folder / f"{folder}.css").read_text("utf-8")
    animations = "\n".join(KEYFRAMES.findall(css))
    return f"{animations}\n{selector} {{\n{KEYFRAMES.sub('', css)}}}\n"
