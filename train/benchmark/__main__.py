"""The commands of `python -m train.benchmark`, one for each benchmark."""

from __future__ import annotations

import typer

from train.benchmark import prediction, strokes, training

app = typer.Typer(add_completion=False, help="Compare our speed with that of transformers.")
app.command("training")(training.main)
app.command("prediction")(prediction.main)
app.command("strokes")(strokes.main)

if __name__ == "__main__":
    app()
