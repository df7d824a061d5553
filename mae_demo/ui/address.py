"""What an address asks for: every key of web/shared/state.js, read without a page and without a network.

?image=18&checkpoint=fashion-vit-mse&strategy=random&ratio=75&seed=7      the picture by its place in the test set
                    without picture and ratio: those with which the checkpoint's data set is shown first
?image=own          an upload, which no link holds: a sample takes its place, and a sentence says so
&balance=-100       of the strategy 'selective'
&mask=1f3e4b7c9a0d2 where the settings alone would roll another; it wins over them, as in the API
&view=raw           of the reconstruction
&blend=1            its seams blended, where the checkpoint has some
&stage=encoder      which stage of the forward pass is shown below the pictures, with its fold
?tab=compare        which tab is open
&compare=fashion-vit-mse,harmonic                                         what is compared there
?tab=lab&panel=denoising&picture=1&kind=gaussian&strength=30              a panel and its controls (PANELS)
?lesson=5&step=2    a lesson and its step, which says what the page shows where nothing else is said
&hide=mask,about    what is left out; page.css knows how
&lang=zh            the language, see `languages`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mae_demo import checkpoint
from mae_demo.answers.autoencoders import COMPRESSORS, EXPLORED, IMAGINERS
from mae_demo.answers.comparisons import FEW, MOST, alike, choices
from mae_demo.answers.defaults import first_place, ratio_for
from mae_demo.answers.samples import place, sample_paths, samples_for
from mae_demo.answers.shelf import dataset_of, on_shelf
from mae_demo.config import DATASETS
from mae_demo.lessons import lessons
from mae_demo.text import WORDS, languages
from mae_demo.ui.state import CHOICES, PANELS, STATE, Key, fallbacks

OWN = "own"  # what link.js calls a picture that is no sample


def read(asked: Mapping[str, str], tabs: Iterable[str] = ()) -> tuple[dict[str, str], list[str]]:
    """What an address asks for, and a sentence for each thing that it cannot have, of which the default is taken.

    The mask is not looked at: whether it fits is for `link.stand` to say, who knows the checkpoint's grid.
    """
    names = checkpoint.names()
    name = asked["checkpoint"] if asked.get("checkpoint") in names else names[0]
    offered = CHOICES | {"image": places(name), "checkpoint": names, "tab": [*tabs]}
    offered["lesson"] = [str(lesson.number) for lesson in lessons()]
    offered["lang"] = [*languages()]
    offered["compare"] = alike(choices(dataset_of(name)), name)

    def fits(key: str, value: str) -> bool:
        if key == "forgotten":  # link.js leaves it to say that an upload is gone
            return False
        if key == "compare" and not FEW <= len(value.split(",")) <= MOST:
            return False
        return key not in STATE or STATE[key].fits(value, offered.get(key, ()))

    beside = samples_for(name)
    settings = fallbacks() | {
        "image": places(name)[first_place(beside)],
        "checkpoint": name,
        "ratio": str(ratio_for(beside)),
        "view": "",
        "tab": "",
        "lang": "",
        "panel": "",
        "lesson": "",
    }
    wrong = [
        WORDS["link"]["own_image" if key == "image" and value == OWN else f"wrong_{key}"]
        for key, value in asked.items()
        if not fits(key, value)
    ]
    return settings | {key: value for key, value in asked.items() if fits(key, value)}, wrong


def places(name: str) -> list[str]:
    """The samples that stand beside a checkpoint, as an address names them."""
    return [str(place(path)) for path in sample_paths(samples_for(name))]


def panel_controls(panel: str, asked: Mapping[str, str], wrong: list[str]) -> dict[str, int | str]:
    """Each control of a panel of 'Autoencoders', as an address asks for it.

    The panel's default stands for what is not said, and for what it cannot show, of which `wrong` gets a sentence.
    """
    there, values = offered_on(panel), {}
    for key, row in PANELS[panel].items():
        values[key] = row.fallback if row.fallback is not None else there[key][0]
        if key in asked and row.fits(asked[key], there.get(key, ())):
            values[key] = of_its_kind(row, asked[key])
        elif key in asked and WORDS["link"]["other_control"] not in wrong:
            wrong.append(WORDS["link"]["other_control"])
    return values


def of_its_kind(row: Key, value: str) -> int | str:
    """A control's value as its component holds it: a number, or a name."""
    return int(value) if row.type == "whole" or isinstance(row.fallback, int) else value


def offered_on(panel: str) -> dict[str, list[str]]:
    """The choices of a panel's controls that depend on the shelf, by key."""
    pictures = [str(place(path)) for path in sample_paths(DATASETS[0])]
    coders = on_shelf(COMPRESSORS if panel == "compression" else EXPLORED)
    return {key: pictures for key in ("picture", "from", "to")} | {
        "autoencoder": coders,
        "imagined": on_shelf(IMAGINERS),
    }
