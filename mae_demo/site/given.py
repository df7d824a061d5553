"""What the static page is told in place of a server: checkpoints, samples, words, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from mae_demo import checkpoint
from mae_demo.answers.compare import RATIOS, SEED
from mae_demo.answers.comparisons import ENSEMBLES, FILLINGS, MOST, choices, networks_of, ready
from mae_demo.answers.defaults import first_place, ratio_for
from mae_demo.answers.films import contact_sheet, films
from mae_demo.answers.measured import measured
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.answers.shelf import dataset_of
from mae_demo.config import LONGEST, PHOTOGRAPHS
from mae_demo.scales import ACTIVATION, BETWEEN, ERROR
from mae_demo.site.folds import given_folds
from mae_demo.site.lab import PROSE, given_lab, panels
from mae_demo.site.lessons import given_lessons
from mae_demo.site.stages import stages_of
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS, spoken
from mae_demo.ui.compare import COLOURS, DIGITS, wall_words
from mae_demo.ui.picker import shelf
from mae_demo.ui.sentences import caption, label, named
from mae_demo.ui.train import label as film_label
from mae_demo.ui.widgets import WEB, weights_path

SECTIONS = ("canvas", "compare", "controls", "crop", "datasets", "draw", "link", "picker", "results")
SECTIONS += ("site", "strategies", "takeaway", "train", "lessons", "films", "stages", "tokens", "one_patch", "whole")
LAB = ("lab", "latent_space", "interpolation", "bottleneck", "denoising", "features", "anomaly", "l1_or_mse")
LAB += ("perception",)
# Sentences that stand in the markup, or nowhere on this page, and those of what a server alone does
IN_MARKUP = {
    "bottleneck": ("lead", "dead", "pictures"),
    "anomaly": ("charts", "by_size"),
    "denoising": ("learnt", "learnt_masks", "refused"),
    "compare": ("what", "ready", "chosen", "sweep", "stop", "sweep_note", "differ", "refused"),
    "site": ("noscript", "readme"),
}
OF_SERVERS = "server_"  # how their keys begin
NOTE = "_note"
SHEETS = ("image", "mask", "checkpoint")


def given(names: list[str], tabs: list[str], address: Callable[[Path], str], keep: Callable[[str, str], str]) -> dict:
    """Everything that web/site/site.js needs to know of the checkpoints `names`, and which `tabs` there are.

    address: puts a file where the page finds it and says where that is. keep: does so with JSON, by a name.
    """
    datasets = list(dict.fromkeys(map(samples_for, names)))
    linear = {name: checkpoint.linear_reference(checkpoint.model_config(name)) for name in names}
    losses, lessons = WORDS["losses"], given_lessons(names, {*panels(names)})
    return {
        "models": {name: model(name, address) for name in names},
        "shelf": shelf(names),
        "linear": {name: reference for name, reference in linear.items() if reference in names},
        "beside": {name: samples_for(name) for name in names},
        "samples": {dataset: [sample(path, address) for path in sample_paths(dataset)] for dataset in datasets},
        "pictures": {path.stem: address(path) for path in sorted((WEB / "train" / "pictures").glob("*.gz"))},
        "films": [
            film | {"label": film_label(film["name"]), "address": address(contact_sheet(film["name"]))}
            for film in films()
            if film["name"] in names
        ],
        "lab": given_lab(names, address, keep),
        "sizes": measured("bottleneck")["rows"],
        "ratios": {dataset: ratio_for(dataset) for dataset in datasets},
        "first": {dataset: first_place(dataset) for dataset in datasets},
        "named": {dataset_of(name): named(dataset_of(name)) for name in names},
        "compare": {dataset: comparisons(dataset, names) for dataset in map(dataset_of, names)},
        "labels": {each: label(each) for each in (*names, *ENSEMBLES, *FILLINGS)},
        "most": MOST,
        "digits": DIGITS,
        "sweep": {"ratios": [*RATIOS], "seed": SEED, "colours": COLOURS},
        "strategies": {key: asdict(strategy) for key, strategy in STRATEGIES.items()},
        "photographs": list(PHOTOGRAPHS),
        "longest": LONGEST,
        "colours": asdict(ERROR),
        "differences": asdict(BETWEEN),
        "fillings": list(FILLINGS),
        "ensembles": ENSEMBLES,
        "activations": asdict(ACTIVATION),
        "stages": stages_of(dict.fromkeys(checkpoint.describe(name)["model"]["family"] for name in names)),
        "folds": given_folds(),
        "tabs": tabs,
        "lessons": keep(f"lessons/{spoken()}", json.dumps(lessons, ensure_ascii=False, separators=(",", ":"))),
        "lesson_numbers": [each["number"] for each in lessons],
        "sheets": [[key, WORDS["controls"][key]] for key in SHEETS],
        "losses": {key: word for key, word in losses.items() if not key.endswith(NOTE)},
        "loss_notes": {key.removesuffix(NOTE): word for key, word in losses.items() if key.endswith(NOTE)},
        "words": words(),
    }


def words() -> dict[str, dict[str, str]]:
    """The sections that the page's scripts show. Where the server is spoken of elsewhere, this page has its own.

    What stands in the markup is not told again, nor what only a server does.
    """
    own = WORDS["site"]
    sections = {key: WORDS[key] for key in SECTIONS}
    sections |= {panel: {key: word for key, word in WORDS[panel].items() if key not in PROSE} for panel in LAB}
    compare = WORDS["compare"] | wall_words()
    sections["pictures"] = {"damaged": WORDS["pictures"]["damaged"]}
    sections["stages"] = WORDS["stages"] | {"about": own["source"]}
    sections |= {"canvas": WORDS["canvas"] | {"no_answer": own["slow"]}, "compare": compare}
    return {
        section: {
            key: word
            for key, word in said.items()
            if not key.startswith(OF_SERVERS) and key not in IN_MARKUP.get(section, ())
        }
        for section, said in sections.items()
    }


def comparisons(dataset: str, names: list[str]) -> dict:
    """What of `names` can be compared on a data set's pictures, ready-made comparisons of it, and the first one."""
    there = [name for name in choices(dataset) if set(networks_of(name)) <= set(names)]
    made = {key: those for key, those in ready(dataset).items() if set(those) <= set(there)}
    return {"choices": there, "ready": made, "first": next(iter(made.values()), there[:MOST])}


def model(name: str, address: Callable[[Path], str]) -> dict:
    """A checkpoint as the engine loads it."""
    card, path = checkpoint.describe(name), weights_path(name)
    return {
        "config": card["model"],
        "sha256": card["sha256"],
        "bytes": path.stat().st_size,
        "address": address(path),
    }


def sample(path: Path, address: Callable[[Path], str]) -> dict:
    """A sample picture: its place in the test set, what it shows, and where it lies."""
    return {"place": place(path), "caption": caption(path), "address": address(path)}
