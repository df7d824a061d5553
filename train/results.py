"""checkpoints/RESULTS*.md and the README's tables, composed from the figures of the cards; nothing is measured here.

Both follow from the files on the shelf alone, so that a test can compare them.
"""

from __future__ import annotations

import hashlib
import json

from mae_demo import checkpoint
from mae_demo.blending import SWEEPS, WEIGHT
from mae_demo.config import ModelConfig
from mae_demo.datasets import BOARDS, Board
from mae_demo.tables import Column, higher, lower, markdown, nearest_to_one
from train.baselines import baselines_of
from train.measure import FIGURES, KINDS, MASKS, RATIOS, columns_of
from train.naming import name_of
from train.recipes import RECIPES

PSNR, SSIM, L1 = higher("PSNR, dB", ".2f"), higher("SSIM", ".3f"), lower("L1", ".4f")
SHARPNESS = nearest_to_one("sharpness", ".2f")
README_BEGINS, README_ENDS = "<!-- results: written by `python -m train.evaluate --all` -->\n", "<!-- /results -->"

STRATEGIES = {
    "random": ("Random patches", "Patches drawn independently"),
    "block": ("One block", "One rectangle of patches"),
    "grid": ("Grid", "Visible patches spread evenly"),
    "pixel": (
        "Random single pixels",
        "For families that take such masks; a transformer takes whole patches only",
    ),
}


def shelf(dataset: str) -> dict[str, dict]:
    """The cards of a data set, config.json by name, sorted by the PSNR at 75 % hidden at random.

    Raises ValueError where a card lacks a figure, or where the weights are not those that it describes.
    """
    found = {name: checkpoint.describe(name) for name in checkpoint.names()}
    found = {
        name: card  # imported checkpoints have no recipe, and somebody's own are called otherwise
        for name, card in found.items()
        if card["model"]["dataset"] == dataset and _recipe_of(card) == name
    }
    for name, card in found.items():
        weights = (checkpoint.SHELF / name / "model.safetensors").read_bytes()
        expected = [(column, *FIGURES) for column in columns_of(ModelConfig.from_json(card["model"]))]
        measured = [(column, *cell) for column, cell in card["scores"].items()]
        if measured != expected or "cost" not in card or hashlib.sha256(weights).hexdigest() != card["sha256"]:
            raise ValueError(
                f"The card of {name} lacks figures or belongs to other weights: measure it again with "
                f"`python -m train.model_card {name}`."
            )
    return dict(sorted(found.items(), key=lambda item: -item[1]["scores"]["random-75"]["psnr"]))


def _recipe_of(card: dict) -> str | None:
    """The recipe that made a checkpoint, by its name: also one that is had of another data set by name."""
    training = card["training"]
    if training.get("changed") == {"dataset": card["model"]["dataset"]}:
        return name_of(RECIPES[training["recipe"]](), training["changed"]) if training["recipe"] in RECIPES else None
    return training.get("recipe")


def reference_of(board: Board, cards: dict[str, dict]) -> dict[str, dict]:
    """The baselines of the test pictures on which these cards were measured."""
    test_sets = {card["test_set"] for card in cards.values() if "test_set" in card}
    return baselines_of(board.dataset, board.patch_size, min(test_sets, default=None))


def results_text(board: Board) -> str:
    """The content of a data set's file."""
    cards = shelf(board.dataset)
    reference = reference_of(board, cards)
    rows = _rows(cards, reference)
    linear = next((name for name, card in cards.items() if card["model"]["family"] == "gaussian"), None)
    processors = " and ".join(sorted({card["cost"]["cpu"] for card in cards.values()}))
    sections = [
        f"""# Results: {board.title}

{board.title}, test set, values in [0, 1], CPU. Written from the cards' figures by

```
python -m train.evaluate --all
```

which refuses a card whose figures do not belong to the weights beside it; `python -m train.evaluate NAME` measures one
again. Picture i gets the mask of seed i mod {MASKS}; the percentage of a column is the mask ratio. Every figure is
taken over **hidden pixels alone**:

- **PSNR**, in dB, of the squared error averaged over pictures; higher is better.
- **SSIM** of the composite, whose visible pixels are true, averaged over the hidden ones; higher is better.
- **L1** (mean absolute error); lower is better.
- **Sharpness**: the mean gradient magnitude of the composites over that of the originals, where the gradient of a
  pixel is its difference to the pixel on the right and to the one below. 1 is as sharp as the original, less is
  blurred, more is rough. It does not tell whether the detail is right: plain grey among true single pixels is rough.

The best value of each column is bold. All tables are sorted by the PSNR at 75 % of random patches hidden.
{_below(linear)}A network whose target is 'patch-normalised' predicts no brightness. Each patch gets the average mean
and deviation of the visible ones, so its PSNR is low."""
    ]
    for kind, (title, sentence) in STRATEGIES.items():
        columns = [f"{kind}-{round(100 * ratio)}" for ratio in RATIOS]
        those = {name: scores for name, scores in rows.items() if columns[0] in scores}
        pictures = min(KINDS[kind][2], board.pictures)
        which = f"all {pictures:,}" if pictures == board.pictures else f"the first {pictures:,}"
        sections += [
            f"## {title}\n\n{sentence}; {which} test pictures.",
            _by_ratio(those, columns, {"psnr": PSNR, "ssim": SSIM}),
            _by_ratio(those, columns, {"l1": L1, "sharpness": SHARPNESS}),
        ]
    sections += [
        f"""## Nothing hidden

How well a picture without a mask is reconstructed; {min(2000, board.pictures):,} test pictures, all pixels. Without a
bottleneck this is a copy, and easy: **latent** is the latent dimension, the numbers that the network keeps of a
picture, and **latent / picture** is that over the numbers of the picture (numbers, not bits). – is a network without a
bottleneck: a transformer and a U-Net pass on more numbers than they get.""",
        _whole_pictures(cards),
    ]
    if seams := _blended_seams(cards):
        sections += [
            f"""## Blended seams

A transformer predicts each patch by itself, so steps run along the borders of patches. A post-process blends them
([mae_demo/blending.py](../mae_demo/blending.py)); it is no part of the network, and in no other table. **PSNR** is the
network's own by percent of patches hidden at random, and where one block hides half of them; **+** is what blending
adds. **Steps** is the mean step between hidden neighbours across borders over that within patches, at 75 %: of the
prediction, of the blended one, and of the original. The first {min(1000, board.pictures):,} test pictures, by

```
python -m train.lab.blending
```

Its weight and its sweeps were chosen on validation pictures of emoji and photographs, where it is offered.""",
            seams,
        ]
    if board.majority:
        sections += [
            f"""## Features

Accuracy of two classifiers on the encoder's features of whole pictures: fitted on the first 10,000 training pictures,
tested on all {board.pictures:,} test pictures, settings as in [train/features.py](../train/features.py), the same for
every row and chosen on the validation set of Fashion-MNIST. The features are the latent; of a transformer, the mean of
its patch tokens; of a U-Net, the mean of its coarsest map. The best linear predictor has no encoder.

For comparison: {board.majority}.""",
            _encoders(cards, reference),
        ]
    sections += [
        f"""## Size, speed and weights

**Parameters** are the numbers learned from the training set. **ms** is CPU time for one picture with 75 % hidden:
batch 1, one thread, median of 200; {processors}. The last column begins the SHA-256 of `model.safetensors`.""",
        _costs(cards),
    ]
    return "\n\n".join(sections) + "\n"


def readme_text(readme: str) -> str:
    """A README with new tables of results."""
    before, rest = readme.split(README_BEGINS)
    after = rest.split(README_ENDS)[1]
    tables = "\n\n".join(_readme_table(board) for board in BOARDS if shelf(board.dataset))
    return f"{before}{README_BEGINS}{tables}\n{README_ENDS}{after}"


def _readme_table(board: Board) -> str:
    cards = shelf(board.dataset)
    reference = reference_of(board, cards)
    ratios = [f"random-{round(100 * ratio)}" for ratio in RATIOS]
    columns = [higher(f"{ratio.split('-')[1]} %", ".2f") for ratio in ratios]
    rows = {
        name: [*(scores[ratio]["psnr"] for ratio in ratios), scores["random-75"]["sharpness"]]
        for name, scores in _rows(cards, reference).items()
    }
    table = markdown([*columns, nearest_to_one("sharpness at 75 %", ".2f")], rows)
    return (
        f"Masked PSNR in dB, {board.title}, all {board.pictures:,} test pictures, by percent of "
        f"{board.patch_size}×{board.patch_size} patches hidden at random "
        f"([more]({checkpoint.SHELF.name}/{board.file})):\n\n{table}"
    )


def accuracies(encoders: dict[str, dict], reference: dict) -> str:
    """Accuracies of k-NN and linear probe by checkpoint, and those of raw pixels."""
    rows = {
        name: [encoder["features"], 100 * encoder["knn"], 100 * encoder["probe"]]
        for name, encoder in (encoders | {"raw pixels": reference["pixels"]}).items()
    }
    return markdown([Column("features", ",d"), higher("k-NN, %", ".1f"), higher("linear probe, %", ".1f")], rows)


def _rows(cards: dict[str, dict], reference: dict) -> dict[str, dict]:
    """Scores of checkpoints and baselines by row name, best first."""
    rows = {_row_name(name, card): card["scores"] for name, card in cards.items()}
    rows |= {f"{name} (no network)": scores for name, scores in reference["scores"].items()}
    return dict(sorted(rows.items(), key=lambda item: -item[1]["random-75"]["psnr"]))


def _row_name(name: str, card: dict) -> str:
    return f"*{name}: the linear baseline*" if card["model"]["family"] == "gaussian" else name


def _below(linear: str | None) -> str:
    return f"Rows below {linear} fill holes worse than the best linear predictor.\n" if linear else ""


def _by_ratio(rows: dict[str, dict], columns: list[str], figures: dict[str, Column]) -> str:
    """Two figures of a strategy, by mask ratio."""
    headings = [
        Column(f"{kind.heading.split(',')[0]} {column.split('-')[1]} %", kind.form, kind.distance)
        for kind in figures.values()
        for column in columns
    ]
    return markdown(
        headings,
        {name: [scores[column][f] for f in figures for column in columns] for name, scores in rows.items()},
    )


def _whole_pictures(cards: dict[str, dict]) -> str:
    rows = {}
    for name, card in cards.items():
        if "unmasked" in card["scores"]:
            code, picture = card["cost"]["code_size"], card["cost"]["picture_size"]
            figures = [card["scores"]["unmasked"][figure] for figure in FIGURES]
            rows[name] = [*figures, code, code / picture if code else None]
    return markdown([PSNR, SSIM, L1, SHARPNESS, Column("latent", ",d"), Column("latent / picture", ".3f")], rows)


def _blended_seams(cards: dict[str, dict]) -> str:
    """What blending adds to each transformer; empty where nothing was measured.

    Raises ValueError where the figures of `train.lab.blending` do not belong to the weights.
    """
    path, rows = checkpoint.SHELF / "lab" / "blending.json", {}
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for name, card in cards.items():
        if name not in found:
            continue
        if found[name]["sha256"] != card["sha256"] or (found[name]["weight"], found[name]["sweeps"]) != (
            WEIGHT,
            SWEEPS,
        ):
            raise ValueError(
                f"Blending was measured on other weights of {name}, or by other settings: measure it again with "
                f"`python -m train.lab.blending {name}`."
            )
        columns = {key: value for key, value in found[name].items() if isinstance(value, dict)}
        gains = [
            figure
            for column in columns.values()
            for figure in (column["own"]["psnr"], column["blended"]["psnr"] - column["own"]["psnr"])
        ]
        ssim = [columns["random-75"][kind]["ssim"] for kind in ("own", "blended")]
        rows[name] = [*gains, *ssim, *(each["steps"] for each in columns["random-75"].values())]
    headings = [text for column in ("25 %", "50 %", "75 %", "90 %", "block 50 %") for text in (f"PSNR {column}", "+")]
    forms = [".2f", "+.2f"] * 5 + [".3f"] * 2 + [".2f"] * 3
    headings += ["SSIM 75 %", "blended", "steps", "blended", "original"]
    columns = [Column(heading, form) for heading, form in zip(headings, forms, strict=True)]
    return markdown(columns, rows) if rows else ""


def _encoders(cards: dict[str, dict], reference: dict) -> str:
    return accuracies({name: card["encoder"] for name, card in cards.items() if card["encoder"]}, reference)


def _costs(cards: dict[str, dict]) -> str:
    columns = [Column("family"), Column("loss"), Column("parameters", ",d"), Column("ms", ".2f"), Column("weights")]
    rows = {}
    for name, card in cards.items():
        model, cost = card["model"], card["cost"]
        loss = model["loss"] + ("" if model["target_space"] == "pixel" else f", {model['target_space']}")
        rows[name] = [model["family"], loss, cost["parameters"], cost["milliseconds"], f"`{card['sha256'][:12]}`"]
    return markdown(columns, rows)
