"""The tab 'Autoencoders' of a site: the panels that need no server, their markup, and what they are told.

What depends on no language is a file of its own, which comes when a panel is opened: maps of latents, and what was
measured once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt

from mae_demo.answers.anomaly import errors_of
from mae_demo.answers.autoencoders import DENOISERS, DETECTOR, EXPLORED, INTERPOLATED, TRAINED_FOR
from mae_demo.answers.denoising import filters
from mae_demo.answers.latent_space import map_of
from mae_demo.answers.measured import measured
from mae_demo.answers.perception import AMOUNTS, SORTED, mean_figures, mean_picture
from mae_demo.answers.samples import place, sample_paths
from mae_demo.answers.test_pictures import LAB, contact_sheet
from mae_demo.text import WORDS
from mae_demo.ui.lab import anomaly, bottleneck, denoising, features, latent_space
from mae_demo.ui.lab.strip import DATASET
from mae_demo.ui.sentences import caption, class_name
from mae_demo.ui.state import PANELS
from mae_demo.ui.widgets import WEB

TEMPLATE = Path(__file__).parent / "lab.html"
STRIPS = {
    "interpolation": ("from", "to"),
    "features": ("picture",),
    "denoising": ("picture",),
    "perception": ("picture",),
}
WIDGETS = {f"{panel}-{key}": "strip" for panel, keys in STRIPS.items() for key in keys} | {
    "explorer": "explorer",
    "sizes": "chart",
    "word-chart": "chart",
    "features-chart": "chart",
    "odd-histogram": "chart",
    "odd-curve": "chart",
    "sorting": "sorting",
}
PROSE = ("what", "note", "angle")  # words of a panel that stand in its markup
NEEDED = {"latent_space": EXPLORED, "interpolation": INTERPOLATED, "denoising": DENOISERS}  # one of them at least


def there(wanted: tuple[str, ...], names: list[str]) -> list[str]:
    """Those of some autoencoders that a site has."""
    return [name for name in wanted if name in names]


def together(wanted: tuple[str, ...], names: list[str]) -> tuple[str, ...]:
    """Networks that are shown beside each other: all of them, or none where a site lacks one."""
    return wanted if set(wanted) <= set(names) else ()


def panels(names: list[str]) -> list[str]:
    """The panels of a site with these checkpoints, in the order of the page."""
    found = re.findall(r'id="(\w+)-panel"', TEMPLATE.read_text("utf-8"))
    return [panel for panel in found if panel not in NEEDED or there(NEEDED[panel], names)]


def given_lab(names: list[str], address: Callable[[Path], str], keep: Callable[[str, str], str]) -> dict:
    """What web/site/lab is told. address: as in `given.given`. keep: puts JSON under a name, and says where it is."""
    rows = features.labelled_rows()
    return {
        "panels": panels(names),
        "data": keep("measured/lab", json.dumps(measured_once(names), separators=(",", ":"))),
        "sheet": address(LAB / "pictures.png"),
        "classes": [*map(class_name, contact_sheet().classes)],
        "pictures": [
            {"place": place(path), "caption": caption(path), "address": address(path)} for path in sample_paths(DATASET)
        ],
        "explored": there(EXPLORED, names),
        "ways": ["blend", *there(INTERPOLATED, names)],
        "denoisers": {
            kind: {name: denoising.label(name) for name in (*filters(kind), *there(DENOISERS, names))}
            for kind in TRAINED_FOR
        },
        "trained_for": {
            kind: {name: WORDS["denoising"][name] for name in together(trained, names)}
            for kind, trained in TRAINED_FOR.items()
        },
        "features": {
            "labels": [row["label"] for row in rows],
            "counts": [str(point["labels"]) for point in rows[0]["probe"]],
            "charts": {reader: features.draw(reader)[0] for reader in features.READERS},
        },
        "odd": anomaly.charts(),
    }


def measured_once(names: list[str]) -> dict:
    """What the panels show of all test pictures, whatever the language."""
    errors, odd = errors_of(DETECTOR)
    return {
        "side": contact_sheet().images.shape[-1],
        "labels": contact_sheet().labels.tolist(),
        "maps": {name: map_of(name) for name in there(EXPLORED, names)},
        "distances": measured("interpolation")["ways"],
        "nearest": [{"same": row["same"], "places": row["nearest"]} for row in measured("features")["rows"]],
        "errors": errors.double().round(decimals=6).tolist(),
        "odd": odd.tolist(),
        "perception": {
            "amounts": AMOUNTS,
            "sorted": SORTED,
            "means": {kind: [mean_figures(kind, amount) for amount in amounts] for kind, amounts in AMOUNTS.items()},
            "mean": mean_picture().flatten().double().round(decimals=6).tolist(),
        },
    }


def lab_markup(names: list[str]) -> str:
    """The tab: the row of panels, and each panel with its controls; figures come by web/site/lab."""
    shown = panels(names)
    sections = re.findall(r'(<section id="(\w+)-panel".*?</section>\n)', TEMPLATE.read_text("utf-8"), re.DOTALL)
    kept = "".join(section for section, name in sections if name in shown)
    told = {f"{name}_{key}": prose(WORDS[name][key]) for name in shown for key in PROSE if key in WORDS[name]}
    filled = Template(kept).substitute(told | measured_prose() | controls(names))
    head = f'<div class="tab-container wrap" role="tablist">{"".join(map(tab, shown))}</div>'
    return f'<div class="note">{prose(WORDS["lab"]["what"])}</div><div id="panels">{head}\n{filled}</div>'


def measured_prose() -> dict[str, str]:
    """Sentences and tables of what was measured once, by their place in the template."""
    sizes, rows = measured("bottleneck"), features.labelled_rows()
    told = [bottleneck.table(sizes["rows"]), bottleneck.lead(sizes["rows"]), WORDS["bottleneck"]["pictures"]]
    real, found = measured("interpolation")["real"], measured("anomaly")
    return {
        "interpolation_note": prose(WORDS["interpolation"]["note"].format(real=f"{real:.3f}")),
        "bottleneck_table": prose("\n\n".join(told)) + bottleneck.pictures() + prose(WORDS["bottleneck"]["note"]),
        "features_tables": "".join(reading(rows, reader) for reader in features.READERS),
        "anomaly_charts": prose(WORDS["anomaly"]["charts"].format(auc=f"{found['auc']:.3f}")),
        "anomaly_table": prose(anomaly.by_size(found["rows"])),
    }


def controls(names: list[str]) -> dict[str, str]:
    """The controls of the panels, and the widgets that they hold, by their place in the template."""
    between, noise, read = (WORDS[panel] for panel in ("interpolation", "denoising", "features"))
    pictures = WORDS["lab"]["picture"]
    explored = {name: latent_space.label(name) for name in there(EXPLORED, names)}
    ends = row(strip("interpolation", "from", between["first"]), strip("interpolation", "to", between["second"]))
    kinds = {kind: noise[kind] for kind in PANELS["denoising"]["kind"].choices}
    choice = chips("denoising", "kind", noise["kind"], kinds)
    strength = number("denoising", "strength", noise["strength"], 5)
    told = "".join(
        f'<div class="note" data-kind="{kind}"{" hidden" * (kind != PANELS["denoising"]["kind"].fallback)}>'
        f"{prose(noise[denoising.told_of(kind)])}</div>"
        for kind, trained in TRAINED_FOR.items()
        if together(trained, names)
    )
    eye = WORDS["perception"]
    changes = chips("perception", "kind", eye["kind"], {key: eye[key] for key in PANELS["perception"]["kind"].choices})
    return {
        "explorer": html("explorer"),
        "chart": html("chart"),
        "latent_space_controls": chips("latent_space", "autoencoder", WORDS["lab"]["autoencoder"], explored),
        "interpolation_controls": ends + number("interpolation", "way", between["way"], 5),
        "features_picture": strip("features", "picture", pictures),
        "features_reader": chips("features", "reader", read["reader"], {key: read[key] for key in features.READERS}),
        "denoising_learnt": f'{told}<div id="noise-learnt"></div>' if told else "",
        "denoising_controls": strip("denoising", "picture", pictures) + row(choice, strength),
        "anomaly_controls": number("anomaly", "threshold", WORDS["anomaly"]["threshold"]),
        "perception_picture": strip("perception", "picture", pictures),
        "perception_controls": row(changes, number("perception", "amount", eye["step"])),
        "sorting": html("sorting"),
        "l1_or_mse_share": escape(WORDS["l1_or_mse"]["share"]),
        "l1_or_mse_guess": escape(WORDS["l1_or_mse"]["guess"]),
    }


def tab(panel: str) -> str:
    """The button of a panel."""
    name = f"{panel}-panel"
    word = escape(WORDS["lab"][panel])
    return f'<button type="button" role="tab" id="{name}-button" aria-controls="{name}">{word}</button>'


def row(*controls: str) -> str:
    """Controls beside each other where there is room."""
    return f'<div class="row">{"".join(controls)}</div>'


def chips(panel: str, key: str, legend: str, choices: dict[str, str]) -> str:
    """A control of which one choice is taken. choices: words by value."""
    usual = PANELS[panel][key].fallback or next(iter(choices), None)
    inputs = "".join(
        f'<label><input type="radio" name="{panel}-{key}" value="{value}"{" checked" * (value == usual)}>'
        f"<span>{escape(word)}</span></label>"
        for value, word in choices.items()
    )
    return (
        f'<fieldset class="block lab-choice" data-key="{key}"><span data-testid="block-info">{escape(legend)}</span>'
        f'<div class="wrap">{inputs}</div></fieldset>'
    )


def number(panel: str, key: str, label: str, step: int = 1) -> str:
    """A control that is a number: a field and a slider."""
    key_row, name = PANELS[panel][key], escape(label)
    limits = f'min="{key_row.low}" max="{key_row.high}" step="{step}" value="{key_row.fallback}"'
    return (
        f'<div class="block number" data-key="{key}"><label for="{panel}-{key}">{name}</label>'
        f'<input type="number" {limits} aria-label="{name}"><input id="{panel}-{key}" type="range" {limits}></div>'
    )


def strip(panel: str, key: str, legend: str) -> str:
    """A control that is a test picture; web/strip fills it."""
    chosen = PANELS[panel][key].fallback
    content = html("strip")
    return (
        f'<div id="{panel}-{key}" data-key="{key}" data-legend="{escape(legend)}" data-value="{chosen}">{content}</div>'
    )


def reading(rows: list[dict], reader: str) -> str:
    """What one reader reads off, as a table and in a sentence."""
    said = prose(f"{features.table(rows, reader)}\n\n{features.lead(rows, reader)}")
    return f'<div class="prose" data-reader="{reader}">{said}</div>'


def html(folder: str) -> str:
    """A widget's markup."""
    return (WEB / folder / f"{folder}.html").read_text("utf-8")


def prose(text: str) -> str:
    """Markdown, with tables, as HTML."""
    return MarkdownIt().enable("table").render(text)
