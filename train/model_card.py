"""Write a checkpoint's card, README.md, from measurements; no figure in it is typed by hand.

`python -m train.model_card NAME [NAME ...]` measures shipped checkpoints again and rewrites their cards.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict, replace
from pathlib import Path

from torch import nn

from mae_demo import checkpoint
from mae_demo.atomic_write import write_atomically
from mae_demo.config import ModelConfig
from mae_demo.datasets import facts
from mae_demo.losses import LOSSES
from mae_demo.models import build
from mae_demo.tables import Column, markdown
from train.baselines import baselines_of, digest_of_test_set, linear_scores
from train.config import TrainConfig
from train.cost import cost
from train.data import as_float, data_of
from train.dataset import Dataset, has_classes
from train.features import ENCODERS, feature_scores
from train.fields import as_text, settings
from train.measure import FIGURES, Scores, scores
from train.naming import default_name
from train.optim import build_optimizers
from train.options import changed
from train.own import recipe_named
from train.provenance import KEY, start_of
from train.results import accuracies
from train.sample_pictures import write_samples


def pictures_of(name_or_folder: str | Path) -> Dataset:
    """The data set that a checkpoint was trained on. Raises ValueError where its pictures are not here."""
    description = checkpoint.describe(name_or_folder)
    return data_of(checkpoint.model_config(name_or_folder), description["training"].get("folder", ""))


def measure(model: nn.Module, data: Dataset) -> dict[str, dict | None]:
    """Measure a checkpoint: {'test_set', 'scores', 'encoder', 'cost'}, with 'test_set' as of `digest_of_test_set`.

    It takes some minutes for a transformer on one core, and prints its progress.
    """
    return {
        "test_set": digest_of_test_set(data.test),
        "scores": scores(model, as_float(data.test)),
        "encoder": feature_scores(model, data) if has_classes(data) and model.config.family in ENCODERS else None,
        "cost": cost(model),
    }


def write_card(folder: Path, config: TrainConfig) -> None:
    """Measure a checkpoint on its test set, save the figures in config.json, and write README.md from them.

    Beside them come sample pictures of the test set, where the app has none.
    """
    model = checkpoint.load(folder)  # the weights on disk, which are in half precision
    data = pictures_of(folder)
    write_samples(folder, config.model.dataset, data)
    measured = measure(model, data)
    checkpoint.write_description(folder, checkpoint.describe(folder) | measured)
    baselines_of(config.model.dataset, config.model.patch_size, measured["test_set"], data)  # for the card
    write_readme(folder, config)


def write_readme(folder: Path, config: TrainConfig) -> None:
    """Write README.md from config.json, without measuring; title and one line come from the recipe."""
    description = checkpoint.describe(folder) | {"title": config.title, "about": config.about}
    checkpoint.write_description(folder, description)
    write_atomically(folder / "README.md", _text(folder, config, description).encode())


def config_of(name: str) -> TrainConfig:
    """The recipe of a shipped checkpoint, with its seed."""
    made = checkpoint.describe(name)["training"]
    recipe = replace(recipe_named(made["recipe"]), seed=made["seed"])
    return changed(recipe, made["changed"], name) if "changed" in made else recipe


def results_section(
    name: str, config: ModelConfig, measured: dict[str, dict | None], data: Dataset | None = None
) -> str:
    """The measurements as tables, beside the baselines of the data set, which are measured on `data` where they are
    missing; see `baselines_of`."""
    reference = baselines_of(config.dataset, config.patch_size, measured.get("test_set"), data)
    linear = {} if config.family == "gaussian" else linear_scores(config)
    beside = ({"the linear baseline": linear} if linear else {}) | reference["scores"]
    code, picture = measured["cost"]["code_size"], measured["cost"]["picture_size"]
    paragraphs = [
        "Over **hidden pixels alone**, values in [0, 1]; picture i gets the mask of seed i mod 500. Random patches: "
        "all test pictures, 10,000 at most; the other rows: the first 2,000, where there are as many. The figures are "
        "explained in `checkpoints/RESULTS.md`.",
        _scores_table(measured["scores"], beside),
    ]
    if config.target_space == "patch-normalised":
        paragraphs.append(
            "This network predicts patches without their brightness and contrast. To make a picture, each patch, "
            "visible ones too, gets the average mean and deviation of the visible patches. So its PSNR is low, also "
            "with nothing hidden."
        )
    if code:
        paragraphs.append(f"Latent: {code:,} numbers, {code / picture:.3f} times the {picture:,} numbers of a picture.")
    if measured["encoder"]:
        paragraphs += [
            "Accuracy of two classifiers on the encoder's features of whole pictures: fitted on the training pictures, "
            "10,000 at most, tested on all test pictures (`train/features.py`).",
            accuracies({name: measured["encoder"]}, reference),
        ]
    return "\n\n".join(paragraphs)


def _scores_table(scores: Scores, beside: dict[str, Scores]) -> str:
    """One checkpoint's scores and the PSNR of its baselines, a row for each kind of mask."""
    columns = [Column("PSNR, dB", ".2f"), Column("SSIM", ".3f"), Column("L1", ".4f"), Column("sharpness", ".2f")]
    columns += [Column(f"PSNR of {name}", ".2f") for name in beside]
    rows = {
        _describe_column(column): [
            *(cell[figure] for figure in FIGURES),
            *(other[column]["psnr"] if column in other else None for other in beside.values()),
        ]
        for column, cell in scores.items()
    }
    return markdown(columns, rows, corner="hidden")


def _describe_column(column: str) -> str:
    """A column for readers: '25 % of patches, random'."""
    if column == "unmasked":
        return "nothing (all pixels count)"
    kind, percent = column.split("-")
    return f"{percent} % of {'single pixels, random' if kind == 'pixel' else f'patches, {kind}'}"


def _text(folder: Path, config: TrainConfig, description: dict) -> str:
    model, training, cost = config.model, description["training"], description["cost"]
    height, width = model.image_size
    rows = {
        "Family": f"{model.family}, {cost['parameters']:,} parameters, {asdict(model.architecture)}",
        "Loss": f"{model.loss}, target space '{model.target_space}'",
        "Data": f"{model.dataset}{_left_out(config)}, licence {facts(model.dataset).licence}",
        "Picture": f"{height}×{width}, {model.channels} channel(s), patches of {model.patch_size} pixels",
        "Training": _how(training),
        "Speed": f"{cost['milliseconds']:.2f} ms of CPU time per picture, one thread, on {cost['cpu']}",
        "Weights": f"sha256 `{description['sha256']}`",
    }
    return f"""# {config.name}

{config.about}

{markdown([Column("", line="---")], {name: [fact] for name, fact in rows.items()})}

{_made_by(folder, config, training)}

```
{_command(folder, config, training)}
```
{_changes(config)}
## Results

{results_section(config.name, model, description)}

Printed again by `python -m train.evaluate {config.name if _is_shipped(folder) else folder}`.
{_settings(config, training)}"""


def _left_out(config: TrainConfig) -> str:
    return f" without the class {', '.join(config.leave_out)} in training" if config.leave_out else ""


def _how(training: dict) -> str:
    seconds = training["seconds"]
    time = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds} s"
    if not training["steps"]:
        return f"Solved in closed form in {time} on {training['device']}."
    return (
        f"{training['steps']:,} steps of {training['batch_size']} pictures in {time} on {training['device']}, "
        f"seed {training['seed']}, torch {training['torch']}."
    )


def _command(folder: Path, config: TrainConfig, training: dict) -> str:
    recipe = recipe_named(config.recipe or config.name)
    processes = training.get("processes", 1)
    start = f"torchrun --nproc-per-node {processes}" if processes > 1 else "python"
    command = f"{start} -m train {recipe.name}"
    for field, value in config.changes:
        option = "--dataset " if field == "dataset" else f"--set {field}="
        command += f" {option}{shlex.quote(as_text(value))}"
    if config.name != default_name(recipe, config):
        command += f" --name {config.name}"
    if training["steps"] != config.steps:
        command += f" --steps {training['steps']}"
    if training["seed"] != recipe.seed:
        command += f" --seed {training['seed']}"
    return command if _is_shipped(folder) else f"{command} --out {folder.parent}"


def _made_by(folder: Path, config: TrainConfig, training: dict) -> str:
    """The sentence above the command. A start that has been trained again since gives other weights."""
    then, start = training.get(KEY, {}).get("start_from_sha256"), start_of(config, folder)
    if not then or ((start / "config.json").is_file() and checkpoint.describe(start)["sha256"] == then):
        return "Made by this command; on another machine the last digits may differ:"
    return (
        f"Made by this command from an earlier {config.start_from}, sha256 `{then[:12]}`, which is not there any "
        "more. Now it starts from the newer one:"
    )


def _changes(config: TrainConfig) -> str:
    """The fields in which a run differs from its recipe; nothing where it is the recipe."""
    if not config.changes:
        return ""
    before = settings(recipe_named(config.recipe))
    rows = {f"`{field}`": [_as_code(before[field]), _as_code(value)] for field, value in config.changes}
    table = markdown([Column("recipe", line="---"), Column("here", line="---")], rows, corner="field")
    return f"\n## Changed from the recipe {config.recipe}\n\n{table}\n"


def _as_code(value: object) -> str:
    """A field's value in a table; a dash for an empty one."""
    text = as_text(value)
    return f"`{text}`" if text else "–"


def _is_shipped(folder: Path) -> bool:
    return folder.resolve().parent == checkpoint.SHELF


def _settings(config: TrainConfig, training: dict) -> str:
    """The settings that the run used; a model in closed form has none."""
    if not training["steps"]:
        return ""
    settings = asdict(config) | {"steps": training["steps"]}
    unused = ["name", "title", "about", "model", "recipe", "changes"]
    if not config.folder:
        unused.append("folder")
    if config.mask_ratio == (0, 0):
        unused.append("masks")
    if not config.leave_out:
        unused.append("leave_out")
    if not config.start_from:
        unused.append("start_from")
    if len(build_optimizers(build(config.model), config)) == 1:  # AdamW alone
        unused.append("muon_learning_rate")
    if "adversarial" not in LOSSES[config.model.loss]:
        unused.append("adversary_learning_rate")
    lines = (f"{key} = {value!r}" for key, value in settings.items() if key not in unused)
    return "\n## Settings\n\n```\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Usage: python -m train.model_card NAME [NAME ...]")
    try:
        for name in sys.argv[1:]:
            write_card(checkpoint.SHELF / name, config_of(name))
    except ValueError as error:
        raise SystemExit(str(error)) from error
