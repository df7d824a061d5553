"""`python -m train.evaluate NAME [NAME ...]` measures checkpoints again and prints what their cards say of them;
`--all` writes checkpoints/RESULTS.md, the README's table and the cards' text from the figures that the cards keep in
config.json, and measures nothing again.
"""

from __future__ import annotations

import sys

from mae_demo import checkpoint
from train.model_card import config_of, measure, results_section, write_readme
from train.results import readme_text, results_text, shelf


def compare(names: list[str]) -> str:
    """The results of shipped checkpoints or folders, measured anew, one after the other."""
    sections = []
    for name in names:
        model = checkpoint.load(name)
        sections.append(f"# {name}\n\n{results_section(name, model.config, measure(model))}")
    return "\n\n".join(sections)


def write_results() -> None:
    """Write checkpoints/RESULTS.md, the README's table and every card's text.

    Raises ValueError where a card must be measured again.
    """
    readme = checkpoint.SHELF.parent / "README.md"
    results, page = results_text(), readme_text(readme.read_text("utf-8"))
    checkpoint.write_atomically(checkpoint.SHELF / "RESULTS.md", results.encode())
    checkpoint.write_atomically(readme, page.encode())
    for name in shelf():
        write_readme(checkpoint.SHELF / name, config_of(name))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Usage: python -m train.evaluate NAME [NAME ...], or --all")
    try:
        if sys.argv[1:] == ["--all"]:
            write_results()
        else:
            print(compare(sys.argv[1:]))
    except ValueError as error:
        raise SystemExit(str(error)) from error
