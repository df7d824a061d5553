"""Say what is wrong with lessons: `python -m mae_demo.lessons`, or `python -m mae_demo.lessons FILE ...`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from mae_demo.lessons import paths, read_lesson
from mae_demo.lessons.checking import faults


def main(files: list[Path] = typer.Argument(None, help="All shipped lessons where none is named.")) -> None:  # noqa: B008
    """Read each lesson, follow its links, compute its numbers anew; end with 1 where something is wrong."""
    wrong = False
    for path in files or paths():
        try:
            said = faults(read_lesson(path))
        except (ValueError, OSError) as error:
            said = [str(error)]
        wrong = wrong or bool(said)
        typer.echo("\n".join(f"{path.name}: {sentence}" for sentence in said or ["good."]))
    sys.exit(wrong)


if __name__ == "__main__":
    typer.run(main)
