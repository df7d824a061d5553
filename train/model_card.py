"""Writes a checkpoint's README.md from what was measured; nothing in it is typed by hand.

`python -m train.model_card NAME [NAME ...]` measures shipped checkpoints again and writes their cards anew.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path

from torch import nn

from mae_demo import checkpoint
from train.config import TrainConfig
from train.data import DATASETS, as_float
from train.evaluate import baseline_scores, scores, table
from train.recipes import RECIPES

LICENCES = {"fashion-mnist": "MIT (Zalando SE)"}


def write_card(folder: Path, config: TrainConfig) -> None:
    """Measure a checkpoint on its test set, keep the figures in config.json, and write README.md from them."""
    images = as_float(DATASETS[config.model.dataset]().test)
    model = checkpoint.load(folder)  # the weights as they are on disk, rounded to half precision
    description = checkpoint.describe(folder)
    description |= {"title": config.title, "about": config.about, "scores": scores(model, images)}
    checkpoint.write_description(folder, description)

    rows = {f"**{config.name}**": description["scores"]}
    linear = checkpoint.linear_reference(config.model.dataset)
    if linear and linear != config.name:
        rows[f"{linear} (best linear predictor)"] = checkpoint.describe(linear)["scores"]
    rows |= baseline_scores(images, config.model.patch_size)
    checkpoint.write_atomically(folder / "README.md", _text(model, config, description, table(rows)).encode())


def _text(model: nn.Module, config: TrainConfig, description: dict, results: str) -> str:
    height, width = config.model.image_size
    picture = f"{height}×{width}, {config.model.channels} channel(s), patches of {config.model.patch_size} pixels"
    training, family = description["training"], config.model.family
    command = f"python -m train {config.name}"
    if training["steps"] != RECIPES[config.name]().steps:
        command += f" --steps {training['steps']}"
    if training["seed"] != RECIPES[config.name]().seed:
        command += f" --seed {training['seed']}"
    parameters = sum(p.numel() for p in model.parameters() if p.requires_grad)
    settings = {key: value for key, value in asdict(config).items() if key not in ("name", "title", "about", "model")}
    how = (
        f"{training['steps']:,} steps of {training['batch_size']} pictures in {training['seconds'] / 60:.0f} min "
        f"on {training['device']}, seed {training['seed']}, torch {training['torch']}."
        if training["steps"]
        else f"Solved in closed form in {training['seconds']} s on {training['device']}."
    )
    return f"""# {config.name}

{config.about}

| | |
|---|---|
| Family | {family}, {parameters:,} trained parameters, {dict(asdict(config.model.architecture))} |
| Loss | {config.model.loss}, target space '{config.model.target_space}' |
| Data | {config.model.dataset}, licence {LICENCES[config.model.dataset]} |
| Picture | {picture} |
| Training | {how} |
| Weights | sha256 `{description["sha256"]}` |

Made by this command; on another machine the last digits may differ:

```
{command}
```

## Results

Masked PSNR / SSIM / L1, over **hidden pixels alone**, on all test pictures; random masks of
seeds 0 to 499, picture i with mask i mod 500; values in [0, 1]. PSNR is pooled over pictures. Printed again by
`python -m train.evaluate {config.name}`.

{results}

## Settings

```
{chr(10).join(f"{key} = {value!r}" for key, value in settings.items())}
```
"""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Usage: python -m train.model_card NAME [NAME ...]")
    for name in sys.argv[1:]:
        made = checkpoint.describe(name)["training"]
        write_card(checkpoint.SHELF / name, replace(RECIPES[made["recipe"]](), seed=made["seed"]))
