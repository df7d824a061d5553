"""`python -m train RECIPE` trains checkpoints/RECIPE; `python -m train --list` lists the recipes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import torch
import typer
from torch import distributed as dist

from mae_demo.checkpoint import SHELF, describe
from mae_demo.losses import LOSSES
from train.config import TrainConfig
from train.data import DATASETS, data_of
from train.device import device_named
from train.distributed import rank, together
from train.loop import train
from train.model_card import write_card
from train.naming import checked_name
from train.options import changed, faster, given, sized, typed
from train.own import own_recipes, recipe_named, write_recipe
from train.provenance import outdated
from train.push import checked, push
from train.recipes import RECIPES
from train.state import has_states, only_run_in, stop_at_once, stop_on_signal

app = typer.Typer(add_completion=False)
GPU_FULL = "The GPU's memory is full: lower the recipe's batch_size by --batch-size, or take --device cpu."
MEMORY_FULL = "This machine's memory is full: lower the recipe's batch_size by --batch-size, or take fewer processes."
LOST = ("connection", "timed out", "timeout", "gloo", "nccl", "socket", "peer")  # what torch says of lost processes


@app.command()
def main(
    recipe: Annotated[str, typer.Argument(help="What to train; see --list. `new` writes a recipe of your own.")] = "",
    new_name: Annotated[str, typer.Argument(help="With `new`, the name of your recipe.", metavar="[NAME]")] = "",
    list_recipes: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Train every recipe whose checkpoint is missing or outdated.")
    ] = False,
    base: Annotated[str, typer.Option("--from", help="With `new`, the recipe to begin with.")] = "",
    out: Annotated[Path, typer.Option(help="Where the checkpoint's folder is made.")] = SHELF,
    name: Annotated[str, typer.Option(help="The name of a changed recipe's checkpoint.")] = "",
    device: Annotated[str, typer.Option(help="cpu, cuda or mps; without it, a GPU if there is one.")] = "",
    steps: Annotated[int | None, typer.Option(min=1, help="Train this many steps, not the recipe's.")] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="Train about this long, not by steps; the card takes a few more.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="CPU threads; without it, one a core.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue where the last run stopped.")] = False,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile the network; takes a minute at first.")] = False,
    dataset: Annotated[str, typer.Option(help=f"{', '.join(DATASETS)}, or a folder of pictures.")] = "",
    loss: Annotated[str, typer.Option(help=f"{', '.join(LOSSES)}.")] = "",
    lr: Annotated[float | None, typer.Option(min=0, help="AdamW's peak; Muon's changes in proportion.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Pictures of a step.")] = None,
    mask_ratio: Annotated[str, typer.Option(help="Fraction hidden: 0.75, or 0.05,0.95 to draw it between.")] = "",
    image_size: Annotated[int | None, typer.Option(min=1, help="Side of the pictures in pixels.")] = None,
    channels: Annotated[int | None, typer.Option(min=1, max=3, help="1 for grey, 3 for colour.")] = None,
    patch_size: Annotated[int | None, typer.Option(min=1, help="Side of a patch in pixels; masks follow.")] = None,
    width: Annotated[int | None, typer.Option(min=1, help="Width of the network's first layer.")] = None,
    depth: Annotated[int | None, typer.Option(min=1, help="Blocks of a transformer, or at a U-Net's bottom.")] = None,
    augment: Annotated[str | None, typer.Option(help="flip, crop, flip,crop, or '' for none.")] = None,
    fields: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Any other field; repeat as needed.")
    ] = None,
    push_to_hub: Annotated[
        str, typer.Option(metavar="OWNER/NAME", help="Send the checkpoint there, to the Hugging Face hub.")
    ] = "",
) -> None:
    """Train a recipe and write its checkpoint: model.safetensors, config.json, trace and README.md.

    Options from --dataset to --set change the recipe. The checkpoint then gets a name of its own, unless --name gives
    one, and its card says what was changed.
    """
    # Gradients below 1e-38 count as 0: with them a CPU may take ten times as long. Threads that start later do likewise
    torch.set_flush_denormal(True)
    if list_recipes:
        return print_recipes()
    with one_sentence():
        if recipe == "new":
            print(f"Wrote {write_recipe(new_name, base)}: change it, then train it by `python -m train {new_name}`.")
            return
        if new_name or base:
            raise ValueError("Name one recipe; `new NAME` and --from write a recipe of your own.")
        if bool(recipe) == every:
            raise ValueError("Name one recipe, or take --all; `python -m train --list` lists them.")
        asked = {
            "dataset": dataset, "loss": loss, "batch_size": batch_size, "mask_ratio": mask_ratio,
            "image_size": image_size, "channels": channels, "patch_size": patch_size, "augment": augment,
        }  # fmt: skip
        changing = lr is not None or any([width, depth, fields, *(value not in ("", None) for value in asked.values())])
        if every:
            refuse_for_all(changing or bool(name or push_to_hub))
        if push_to_hub:
            checked(push_to_hub)
        if name:
            checked_name(name)
        if steps and minutes:
            raise ValueError("Take --steps or --minutes, not both.")
        if threads:
            torch.set_num_threads(threads)
        device = device_named(device)
        if every:
            configs = [RECIPES[each]() for each in RECIPES]
        else:
            first = recipe_named(recipe)
            changes = given(first, asked) | sized(first, width, depth) | faster(first, lr) | typed(first, fields or [])
            configs = [changed(first, changes, name)]
        with together(device), stop_on_signal() as stop:
            for config in configs:
                if seed is not None:
                    config = replace(config, seed=seed)
                folder = out / config.name
                if every and not is_due(folder, config, steps, stop):
                    continue
                with only_run_in(folder) if rank() == 0 else nullcontext():
                    say_what_begins(folder, config, resume)
                    train(config, folder, device, stop, steps, minutes, resume, compiled)
                    if rank() == 0:
                        finish(folder, config, stop, push_to_hub)


def print_recipes() -> None:
    """Print every recipe's name with a line about it."""
    own = {path.stem: f"Your own recipe, {path}." for path in own_recipes()}
    lines = {name: make.__doc__.splitlines()[0] for name, make in RECIPES.items()} | own
    for name, line in lines.items():
        print(f"{name:{max(map(len, lines)) + 2}}{line}")
    print("Each fashion-… also of mnist, kmnist, emnist-letters and cifar-10 by name, as mnist-vit-mse.")


def say_what_begins(folder: Path, config: TrainConfig, resume: bool) -> None:
    """Print in what a recipe is changed, and what becomes of a finished checkpoint that stands where it will be."""
    if rank() > 0:
        return
    if config.changes:
        print(f"{config.name} is {config.recipe}, changed in {', '.join(dict(config.changes))}.")
    if resume and not has_states(folder):
        print(f"There is nothing to resume in {folder}: it begins anew.")
    elif not resume and (folder / "config.json").is_file():
        print(f"When it ends it replaces the checkpoint in {folder}; --out or --name put it elsewhere.")


def refuse_for_all(changing: bool) -> None:
    """Raise ValueError where --all cannot be: with changes to a recipe, or under torchrun."""
    if changing:
        raise ValueError("With --all recipes are trained as they are: change one recipe at a time.")
    if dist.is_torchelastic_launched():
        raise ValueError("With torchrun train one recipe at a time: the card of each takes longer than others wait.")


def is_due(folder: Path, config: TrainConfig, steps: int | None, stop: threading.Event) -> bool:
    """Whether --all has to train a recipe, which it says; a checkpoint that stands gets the card that it lacks."""
    if stop.is_set():
        raise SystemExit("Stopped; continue with --all --resume.")
    reasons = outdated(folder, config, steps, partial(data_of, config.model, config.folder))
    if reasons:
        print(f"{config.name}: {'; '.join(reasons)}")
    elif not (folder / "README.md").is_file() or not describe(folder)["scores"]:
        measure_card(folder, config, stop)
    return bool(reasons)


def finish(folder: Path, config: TrainConfig, stop: threading.Event, push_to_hub: str) -> None:
    """Measure a checkpoint that was trained, and send it to a repository of the hub, if one is named."""
    measure_card(folder, config, stop)
    print(f"Wrote {folder}")
    if push_to_hub:
        print(f"Sent it to {push(folder, push_to_hub)}")


def measure_card(folder: Path, config: TrainConfig, stop: threading.Event) -> None:
    """Write a checkpoint's card; a stop ends that at once, for its weights are saved."""
    told = f"Stopped while the card was measured; the weights in {folder} are saved. Measure it with --resume."
    with stop_at_once(stop, told):
        write_card(folder, config)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn errors that people can act on into one sentence, which ends the process."""
    try:
        yield
    except (ValueError, FloatingPointError) as error:
        raise SystemExit(str(error)) from error
    except torch.OutOfMemoryError as error:
        raise SystemExit(GPU_FULL) from error
    except MemoryError as error:
        raise SystemExit(MEMORY_FULL) from error
    except OSError as error:
        raise SystemExit(f"A file could not be read or written; earlier files are intact. {error}") from error
    except RuntimeError as error:  # torch raises plain ones where memory is full, or another process has ended
        told = str(error).lower()
        if "mps backend out of memory" in told:
            raise SystemExit(GPU_FULL) from error
        if "can't allocate memory" in told or "not enough memory" in told:
            raise SystemExit(MEMORY_FULL) from error
        if not dist.is_torchelastic_launched() or not any(word in told for word in LOST):
            raise
        raise SystemExit(
            "Another process of this run stopped or does not answer; continue from the last saved state with --resume, "
            f"or start torchrun with --max-restarts. {str(error).splitlines()[0]}"
        ) from error


if __name__ == "__main__":
    app()
