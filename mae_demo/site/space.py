"""README.md of the site: the front matter by which a static Space knows it, and how it is served elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from mae_demo.text import WORDS

README = Path(__file__).resolve().parents[2] / "README.md"
OF_SERVERS = ("sdk", "sdk_version", "python_version", "app_file", "suggested_hardware")


def readme() -> str:
    """The front matter of the repository's own README, of which a static Space takes what names and colours it."""
    found = re.match(r"---\n(.*?)\n---\n", README.read_text("utf-8"), re.DOTALL)
    lines = [line for line in found[1].splitlines() if line.split(":")[0] not in OF_SERVERS]
    front = "\n".join(["---", *lines, "sdk: static", "---"])
    return f"{front}\n\n# {WORDS['page']['title']}\n\n{WORDS['site']['readme']}\n"
