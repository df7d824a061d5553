"""What is selected on the page: the tables of web/shared/state.js, which scripts and tests read as well."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mae_demo.strategies import STRATEGIES
from mae_demo.ui.widgets import WEB


@dataclass(frozen=True)
class Key:
    """A row of a table; see there. choices: of those that depend on no shelf."""

    type: str
    fallback: str | int | bool | None
    address: bool = True
    file: bool = False
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()

    def fits(self, value: str, offered: Iterable[str] = ()) -> bool:
        """Whether an address may say this. offered: the choices where they depend on the shelf or on the tabs."""
        choices = set(self.choices or offered)
        match self.type:
            case "whole":
                return bool(re.fullmatch("-?[0-9]{1,10}", value)) and self.low <= int(value) <= self.high
            case "choice":
                return value in choices
            case "choices":
                return set(value.split(",")) <= choices
            case "parts":
                return set(value.split(",")) <= PARTS
        return True


_SOURCE = (WEB / "shared" / "state.js").read_text("utf-8")


def _table(name: str) -> dict:
    return json.loads(re.search(rf"{name} = (\{{.*?\n\}});", _SOURCE, re.DOTALL)[1])


def _row(row: dict) -> Key:
    return Key(**row | {"choices": tuple(row.get("choices", ()))})


STATE = {name: _row(row) for name, row in _table("STATE").items()}
PANELS = {panel: {name: _row(row) for name, row in rows.items()} for panel, rows in _table("PANELS").items()}
TRAIN = {name: _row(row) for name, row in _table("TRAIN").items()}
PARTS = set(re.search(r'PARTS = "([^"]*)"', _SOURCE)[1].split())
VIEWS = STATE["view"].choices
CHOICES = {"strategy": list(STRATEGIES), "panel": list(PANELS)}  # the others depend on the shelf and on the tabs


def fallbacks() -> dict[str, str]:
    """What stands where an address says nothing, as an address would say it."""
    return {name: str(key.fallback) for name, key in STATE.items() if key.address and key.fallback is not None}
