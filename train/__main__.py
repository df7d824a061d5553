"""`python -m train RECIPE` trains checkpoints/RECIPE; `python -m train --list` lists the recipes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from torch import distributed as dist

from mae_demo.checkpoint import SHELF
from train.distributed import rank, together
from train.loop import train
from train.model_card import write_card
from train.provenance import outdated
from train.recipes import RECIPES
from train.state import only_run_in, stop_on_sigterm

app = typer.Typer(add_completion=False)


@app.command()
def main(
    recipe: Annotated[str, typer.Argument(help="What to train; see --list.")] = "",
    list_recipes: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Train every recipe whose checkpoint is missing or outdated.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Where the checkpoint's folder is made.")] = SHELF,
    device: Annotated[str, typer.Option(help="cpu, cuda or mps; without it, a GPU if there is one.")] = "",
    steps: Annotated[int | None, typer.Option(min=1, help="Train this many steps, not the recipe's.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="Train about this long, not by steps.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; without it, one a core.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue where the last run stopped.")] = False,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile the network; takes a minute at first.")] = False,
) -> None:
    """Train a recipe and write its checkpoint: model.safetensors, config.json, trace and README.md."""
    # Gradients below 1e-38 count as 0: with them a CPU may take ten times as long. Threads that start later do likewise
    torch.set_flush_denormal(True)
    if list_recipes:
        width = max(map(len, RECIPES)) + 2
        for name, make in RECIPES.items():
            print(f"{name:{width}}{make.__doc__.splitlines()[0]}")
        return
    if bool(recipe) == every:
        raise SystemExit("Name one recipe, or take --all; `python -m train --list` lists them.")
    if every and dist.is_torchelastic_launched():
        raise SystemExit("With torchrun train one recipe at a time: the card of each takes longer than others wait.")
    if recipe and recipe not in RECIPES:
        raise SystemExit(f"There is no recipe {recipe!r}; `python -m train --list` lists them.")
    if device not in ("", "cpu", "cuda", "mps"):
        raise SystemExit(f"There is no device {device!r}: take cpu, cuda or mps.")
    if device == "cuda" and not torch.cuda.is_available():
        raise SystemExit("There is no CUDA GPU here: leave --device out, or take --device cpu.")
    if device == "mps" and dist.is_torchelastic_launched():
        raise SystemExit("Several processes cannot share an Apple GPU: take --device cpu, or leave torchrun out.")
    if device == "mps" and not torch.backends.mps.is_available():
        raise SystemExit("There is no Apple GPU here: leave --device out, or take --device cpu.")
    if steps and minutes:
        raise SystemExit("Take --steps or --minutes, not both.")
    if threads:
        torch.set_num_threads(threads)
    if not device:
        apple = torch.backends.mps.is_available() and not dist.is_torchelastic_launched()
        device = "cuda" if torch.cuda.is_available() else "mps" if apple else "cpu"
    with one_sentence(), together(device), stop_on_sigterm() as stop:
        for name in RECIPES if every else [recipe]:
            config = RECIPES[name]()
            if seed is not None:
                config = replace(config, seed=seed)
            folder = out / name
            if every:
                if stop.is_set():
                    raise SystemExit("Stopped; continue with --all --resume.")
                reasons = outdated(folder, config, steps)
                if not reasons and (folder / "README.md").is_file():
                    continue
                if not reasons:
                    write_card(folder, config)
                    continue
                print(f"{name}: {'; '.join(reasons)}")
            with only_run_in(folder) if rank() == 0 else nullcontext():
                train(config, folder, device, stop, steps, minutes, resume, compiled)
                if rank() == 0:
                    write_card(folder, config)
                    print(f"Wrote {folder}")


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn errors that people can act on into one sentence, which ends the process."""
    try:
        yield
    except (ValueError, FloatingPointError) as error:
        raise SystemExit(str(error)) from error
    except torch.OutOfMemoryError as error:
        raise SystemExit("The GPU's memory is full: lower the recipe's batch_size, or take --device cpu.") from error
    except OSError as error:
        raise SystemExit(f"A file could not be read or written; earlier files are intact. {error}") from error
    except RuntimeError as error:  # torch raises a plain one where another process has ended
        if not dist.is_torchelastic_launched():
            raise
        raise SystemExit(
            "Another process of this run stopped or does not answer; continue from the last saved state with --resume, "
            f"or start torchrun with --max-restarts. {str(error).splitlines()[0]}"
        ) from error


if __name__ == "__main__":
    app()
