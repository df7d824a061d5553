"""`python -m mae_demo.checkpoint`: import the weights of others, export ours, fetch public ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm

from mae_demo.checkpoint.exchange import export_checkpoint, import_checkpoint
from mae_demo.checkpoint.offers import OFFERS, fetch

app = typer.Typer(add_completion=False, help="Exchange checkpoints with the official code and with transformers.")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A .pth, .bin or .safetensors file, or a folder of transformers.")],
    out: Annotated[Path, typer.Option(help="The checkpoint's folder.")],
    title: Annotated[str, typer.Option(help="What kind of network it is, in the picker.")] = "",
    about: Annotated[str, typer.Option(help="One line about it.")] = "",
    loss: Annotated[str, typer.Option(help="The loss it was trained with.")] = "mse",
    norm_pix: Annotated[
        bool | None, typer.Option("--norm-pix/--pixels", help="Whether its targets are normalised patches.")
    ] = None,
    heads: Annotated[str, typer.Option(help="Heads of encoder and decoder, such as 12,16.")] = "",
) -> None:
    """Make a checkpoint of an official or a transformers file."""
    try:
        numbers = heads.split(",") if heads else None
        if numbers and (len(numbers) != 2 or not all(number.strip().isdecimal() for number in numbers)):
            raise ValueError("--heads takes two numbers, of the encoder and of the decoder, such as 12,16.")
        import_checkpoint(file, out, title, about, loss, norm_pix, numbers and tuple(map(int, numbers)))
    except ValueError as error:
        raise SystemExit(str(error)) from error
    print(f"Wrote {out}")


@app.command("export")
def export_command(
    name: Annotated[str, typer.Argument(help="A checkpoint's name or folder.")],
    out: Annotated[Path, typer.Option(help="Where the file or folder is made.")],
    layout: Annotated[str, typer.Option(help="official or transformers.")] = "transformers",
) -> None:
    """Write a checkpoint in the official layout or in transformers'."""
    if layout not in ("official", "transformers"):
        raise SystemExit("The layout is official or transformers.")
    try:
        print(f"Wrote {export_checkpoint(name, out, layout)}")
    except ValueError as error:
        raise SystemExit(str(error)) from error


@app.command("fetch")
def fetch_command(name: Annotated[str, typer.Argument(help=f"{', '.join(OFFERS)}, or owner/repository.")]) -> None:
    """Download official weights, or those of a hub repository, and put them on the shelf."""
    with tqdm(unit="B", unit_scale=True, desc=name) as bar:

        def report(there: int, total: int) -> None:
            bar.total = total
            bar.update(there - bar.n)

        try:
            shelf_name = fetch(name, report)
        except ValueError as error:
            raise SystemExit(str(error)) from error
    print(f"{shelf_name} can be picked now.")


if __name__ == "__main__":
    app()
