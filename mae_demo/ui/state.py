"""What is selected on the page: the table of web/shared/state.js, which scripts and tests read as well."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from mae_demo.strategies import STRATEGIES
from mae_demo.ui.widgets import WEB


@dataclass(frozen=True)
class Key:
    """A row of the table; see there. choices: of those that depend on no shelf."""

    type: str
    fallback: str | int | bool | None
    address: bool
    file: bool
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()

    def fits(self, value: str) -> bool:
        """Whether an address may say this for a number or a list of parts; of other types nothing is known here."""
        if self.type == "whole":
            return bool(re.fullmatch("-?[0-9]{1,10}", value)) and self.low <= int(value) <= self.high
        return self.type != "parts" or set(value.split(",")) <= PARTS


_SOURCE = (WEB / "shared" / "state.js").read_text("utf-8")
_TABLE = json.loads(re.search(r"STATE = (\{.*?\n\});", _SOURCE, re.DOTALL)[1])
STATE = {name: Key(**row | {"choices": tuple(row.get("choices", ()))}) for name, row in _TABLE.items()}
PARTS = set(re.search(r'PARTS = "([^"]*)"', _SOURCE)[1].split())
VIEWS = STATE["view"].choices
CHOICES = {"strategy": list(STRATEGIES), "view": list(VIEWS)}  # the others depend on the shelf and on the tabs


def fallbacks() -> dict[str, str]:
    """What stands where an address says nothing, as an address would say it."""
    return {name: str(key.fallback) for name, key in STATE.items() if key.address and key.fallback is not None}
