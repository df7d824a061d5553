"""`python -m train.evaluate NAME [NAME ...]` measures checkpoints again and prints the results as on their cards.

`--all` measures nothing: it writes checkpoints/RESULTS*.md, the README's tables and the text of the cards from the
figures in each config.json.
"""

from __future__ import annotations

import sys

from mae_demo import checkpoint
from mae_demo.atomic_write import write_atomically
from train.model_card import config_of, measure, pictures_of, results_section, write_readme
from train.results import BOARDS, readme_text, results_text, shelf


def compare(names: list[str]) -> str:
    """The results of shipped checkpoints or folders, measured again."""
    sections = []
    for name in names:
        model, data = checkpoint.load(name), pictures_of(name)
        sections.append(f"# {name}\n\n{results_section(name, model.config, measure(model, data), data)}")
    return "\n\n".join(sections)


def write_results() -> None:
    """Write a file of results for each data set on the shelf, the README's tables, and the text of every card.

    Raises ValueError where a card must be measured again.
    """
    readme = checkpoint.SHELF.parent / "README.md"
    boards = [board for board in BOARDS if shelf(board.dataset)]
    files = {checkpoint.SHELF / board.file: results_text(board) for board in boards}
    files[readme] = readme_text(readme.read_text("utf-8"))
    for path, text in files.items():
        write_atomically(path, text.encode())
    for name in [name for board in boards for name in shelf(board.dataset)]:
        write_readme(checkpoint.SHELF / name, config_of(name))


if __name__ == "__main__":
    if len(sys.argv) < 2 or "--help" in sys.argv:
        raise SystemExit(__doc__.replace("`", ""))
    try:
        if sys.argv[1:] == ["--all"]:
            write_results()
        else:
            print(compare(sys.argv[1:]))
    except ValueError as error:
        raise SystemExit(str(error)) from error
