"""Functions as they stand in their files: their statements, and passages of them, read without importing anything."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Passage:
    """Statements of a function, from the one that begins with `first` to the one that begins with `last`.

    function: with its class, such as 'Block.forward'. first: 'def' is the line that names the function. last: where it
    is left out, the first statement stands alone. file: in the package; where it is left out, the model's own.
    """

    function: str
    first: str
    last: str = ""
    file: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement of a function; of a loop or a condition its head.

    first, last: numbers of its lines. end: number of the last line of what belongs to it. names: what it gives a value:
    variables, arguments, or 'return'.
    """

    first: int
    last: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Function:
    """A function: its file, its name with its class, its statements; the first is its head, the docstring none."""

    path: Path
    name: str
    statements: tuple[Statement, ...]

    def numbers(self, passage: Passage) -> list[int]:
        """The numbers of a passage's lines, with the comments above it and without a docstring."""
        first = self._find(passage.first)
        last = self._find(passage.last) if passage.last else first
        begin = first.first
        while self.line(begin - 1).lstrip().startswith("#"):
            begin -= 1
        head, *others = self.statements
        numbers = range(begin, (last.last if last is head else last.end) + 1)
        return [number for number in numbers if not head.last < number < self._above(others[0].first)]

    def lines(self, passage: Passage) -> list[tuple[int, str]]:
        """The number and the text of each line of a passage, without their common indentation."""
        numbers = self.numbers(passage)
        indent = min(len(line) - len(line.lstrip()) for line in map(self.line, numbers) if line)
        return [(number, self.line(number)[indent:]) for number in numbers]

    def line(self, number: int) -> str:
        """A line of the file; the first has number 1."""
        return lines_of(self.path)[number - 1]

    def statement_at(self, number: int) -> Statement | None:
        """The statement that a line is part of; None for a comment and an empty line."""
        return next((each for each in self.statements if each.first <= number <= each.last), None)

    def _above(self, number: int) -> int:
        while self.line(number - 1).lstrip().startswith("#"):
            number -= 1
        return number

    def _find(self, beginning: str) -> Statement:
        found = [each for each in self.statements if self.line(each.first).lstrip().startswith(beginning)]
        assert len(found) == 1, f"{len(found)} statements of {self.name} in {self.path.name} begin with '{beginning}'"
        return found[0]


@lru_cache
def lines_of(path: Path) -> list[str]:
    """The lines of a file, as they were when they were first asked for."""
    return path.read_text("utf-8").splitlines()


@lru_cache
def functions_of(path: Path) -> dict[str, Function]:
    """The functions of a file and the methods of its classes, by name."""
    tree = ast.parse("\n".join(lines_of(path)))
    owners = [("", tree), *((f"{each.name}.", each) for each in tree.body if isinstance(each, ast.ClassDef))]
    return {
        prefix + node.name: Function(path, prefix + node.name, _statements(node))
        for prefix, owner in owners
        for node in owner.body
        if isinstance(node, ast.FunctionDef)
    }


def _statements(function: ast.FunctionDef) -> tuple[Statement, ...]:
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
    if ast.get_docstring(function):
        nodes.remove(function.body[0])
    nodes.sort(key=lambda node: node.lineno)
    return tuple(Statement(node.lineno, _last_of_head(node), node.end_lineno, _names(node)) for node in nodes)


def _last_of_head(node: ast.stmt) -> int:
    """The last line of a statement, without the statements inside it."""
    if not hasattr(node, "body"):
        return node.end_lineno
    parts = [part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.stmt)]
    return max(each.end_lineno for part in parts for each in ast.walk(part) if hasattr(each, "end_lineno"))


def _names(node: ast.stmt) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef():
            return tuple(each.arg for each in node.args.args if each.arg != "self")
        case ast.Return():
            return ("return",)
        case ast.Assign(targets=targets):
            return tuple(name for target in targets for name in _bound(target))
    return ()


def _bound(target: ast.expr) -> list[str]:
    """The names in the target of an assignment: 'a' and 'b' of `a, b[0] = …`."""
    match target:
        case ast.Name(id=name):
            return [name]
        case ast.Subscript(value=value):
            return _bound(value)
        case ast.Tuple(elts=parts):
            return [name for part in parts for name in _bound(part)]
    return []
