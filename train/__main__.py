"""`python -m train RECIPE` makes checkpoints/RECIPE; `python -m train --list` says which recipes there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer

from mae_demo.checkpoint import SHELF
from train.loop import train
from train.model_card import write_card
from train.recipes import RECIPES


def main(
    recipe: Annotated[str, typer.Argument(help="What to train; see --list.")] = "",
    list_recipes: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
    out: Annotated[Path, typer.Option(help="Where the checkpoint's folder is made.")] = SHELF,
    device: Annotated[str, typer.Option(help="cpu or cuda; without it, a GPU if there is one.")] = "",
    steps: Annotated[int | None, typer.Option(min=1, help="Train so many steps, not the recipe's.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="Train about so long, not the recipe's steps.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; without it, one a core.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the last run stopped.")] = False,
) -> None:
    """Train a recipe and write its checkpoint: model.safetensors, config.json and README.md."""
    if list_recipes:
        for name, make in RECIPES.items():
            print(f"{name:24} {make.__doc__.splitlines()[0]}")
        return
    if recipe not in RECIPES:
        raise SystemExit(f"There is no recipe {recipe!r}; `python -m train --list` lists them.")
    if device == "cuda" and not torch.cuda.is_available():
        raise SystemExit("There is no CUDA GPU here: leave --device out, or take --device cpu.")
    if threads:
        torch.set_num_threads(threads)
    config = RECIPES[recipe]()
    if seed is not None:
        config = replace(config, seed=seed)
    folder = out / config.name
    try:
        model = train(
            config, folder, device or ("cuda" if torch.cuda.is_available() else "cpu"), steps, minutes, resume
        )
    except (ValueError, FloatingPointError) as error:
        raise SystemExit(str(error)) from error
    write_card(model, folder, config)
    print(f"Wrote {folder}")


if __name__ == "__main__":
    typer.run(main)
