"""`python -m mae_demo.site`: the page as files that need no server of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="The folder to write into; it may be new.")],
    single: Annotated[
        bool, typer.Option("--single", help="One file, index.html, that opens by a double click.")
    ] = False,
    checkpoints: Annotated[
        str, typer.Option(help="Their names, apart by commas, or 'all'; a small shelf if left out.")
    ] = "",
    address: Annotated[
        str, typer.Option(help="Where the site will lie, for the QR codes of the pages for teacher and class.")
    ] = "",
) -> None:
    """Write the page for any web server, from any path, or as one file for a USB stick."""
    from mae_demo.site.files import write_folder, write_single
    from mae_demo.site.shelf import chosen

    try:
        names, place = chosen(checkpoints), placed(address)
        if out.exists() and not out.is_dir():
            raise ValueError(f"{out} is a file: give a folder with --out.")
        if out.is_dir() and any(out.iterdir()) and not (out / "index.html").is_file():
            raise ValueError(f"{out} holds other files and no site: give a new or an empty folder with --out.")
        if single:
            said = f"{write_single(out, names, place) / 1e6:.1f} MB in one file"
        else:
            files, first = write_folder(out, names, place)
            said = f"{len(files)} files, {sum(files.values()) / 1e6:.1f} MB; until the first reconstruction a visitor "
            said += f"loads {first / 1e6:.1f} MB, compressed"
    except (ValueError, OSError) as error:
        raise SystemExit(str(error)) from error
    print(f"Wrote {out / 'index.html'}, {said}. It has {', '.join(names)}.")


def placed(address: str) -> str:
    """An address with a slash at its end, "" for none. Raises ValueError for what browsers do not open."""
    if address and not address.startswith(("http://", "https://")):
        raise ValueError(f"{address} is no address: give one that begins with https:// or http://.")
    return address and address.removesuffix("index.html").rstrip("/") + "/"


if __name__ == "__main__":
    app()
