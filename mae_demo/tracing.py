"""What each statement of some functions computed while they ran: how often it ran, and its values.

Python's own tracing tells it (`sys.settrace`), so the functions stay as they are. It slows down this thread alone, and
only until the block ends.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from torch import Tensor

from mae_demo.source import Function, Statement


@dataclass
class Trace:
    """Of the first call of each function; a key is a function and the number of a statement's first line."""

    calls: Counter[Function] = field(default_factory=Counter)
    runs: Counter[tuple[Function, int]] = field(default_factory=Counter)
    values: dict[tuple[Function, int], dict[str, object]] = field(default_factory=dict)  # of the last run, by name


@contextmanager
def traced(functions: Iterable[Function]) -> Iterator[Trace]:
    """Trace these functions in this block and thread."""
    trace, before = Trace(), sys.gettrace()
    known = {(str(each.path), each.name): each for each in functions}

    def begin(frame: FrameType, event: str, argument: object) -> Callable | None:
        function = known.get((frame.f_code.co_filename, frame.f_code.co_qualname))
        if function is None:
            return None
        trace.calls[function] += 1
        if trace.calls[function] > 1:
            return None
        _keep(trace, function, function.statements[0], frame.f_locals)
        return _follow(trace, function)

    sys.settrace(begin)
    try:
        yield trace
    finally:
        sys.settrace(before)


def _follow(trace: Trace, function: Function) -> Callable:
    """What hears of each line of a call before it runs, and of its end: then the statement before it is done."""
    running: Statement | None = None

    def hear(frame: FrameType, event: str, argument: object) -> Callable:
        nonlocal running
        if event == "exception":
            running = None
            return hear
        now = function.statement_at(frame.f_lineno) if event == "line" else None
        if running is not None and now is not running:
            _keep(trace, function, running, frame.f_locals | {"return": argument})
        running = now
        return hear

    return hear


def _keep(trace: Trace, function: Function, statement: Statement, known: dict[str, object]) -> None:
    key = function, statement.first
    trace.runs[key] += 1
    trace.values[key] = {name: known[name] for name in statement.names if name in known}


def shape_of(value: object) -> str | None:
    """A tensor's shape, a number or several as they are written; None for what is neither."""
    match value:
        case Tensor():
            return str(tuple(value.shape))
        case bool():
            return None
        case int() | float():
            return str(value)
        case tuple() | list() if value:
            parts = [shape_of(each) for each in value]
            return None if None in parts else f"({', '.join(parts)})"
    return None
