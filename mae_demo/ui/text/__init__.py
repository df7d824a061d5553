"""What people read on the page, by key, one file a language."""

import tomllib
from pathlib import Path

WORDS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "en.toml").read_text("utf-8"))
