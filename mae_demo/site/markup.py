"""The static page's markup: `index.html` beside this, with the widgets' own markup and the words in their places."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from mae_demo.site import folds, lab
from mae_demo.site.lab import html, prose
from mae_demo.strategies import STRATEGIES
from mae_demo.text import WORDS, about, languages, spoken
from mae_demo.ui.languages import switch
from mae_demo.ui.widgets import WEB

TEMPLATE = Path(__file__).parent / "index.html"
TABS = ("playground", "compare", "lab", "train", "lessons", "about")
IN_PLACE = ("canvas", "crop", "datasets", "draw", "films", "link", "picker", "sheet", "wall")
ELSEWHERE = {"train-live": "train", "lessons-widget": "lessons", "forward": "stages", "sweep": "chart"}
# Folders of web/ by the id of their element
WIDGETS = {name: name for name in IN_PLACE} | ELSEWHERE | folds.FOLDS | lab.WIDGETS
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path fill='#0f766e' d='M0 0h8v8H0z'/>"
    "<path fill='#fff' d='M1 1h2v2H1zM5 1h2v2H5zM3 3h2v2H3zM1 5h2v2H1zM5 5h2v2H5z'/></svg>"
)


def markup(given: dict, style: str, script: str, inside: str = "") -> str:
    """The whole page. given: as `given.given`, and where the page for teachers is, if it is linked.

    style, script: elements. inside: what a single file holds besides.
    """
    controls, own = WORDS["controls"], WORDS["site"]
    words = WORDS["page"] | {
        "opening_words": WORDS["page"]["opening"],
    }
    words |= {key: WORDS["compare"][key] for key in ("what", "ready", "chosen", "stop", "sweep_note")}
    words |= {"sweep_start": WORDS["compare"]["sweep"]}
    words |= {key: own[key] for key in ("private", "computed", "noscript", "files_note")}
    words |= {"takeaway": WORDS["takeaway"]["title"]}
    texts = {key: escape(text) for key, text in (controls | words).items()}
    widgets = {key: html(folder) for key, folder in WIDGETS.items() if key not in lab.WIDGETS}
    widgets |= {key: folds.html(folder) for key, folder in folds.FOLDS.items()}
    made = {key.replace("-", "_"): each for key, each in widgets.items()} | {
        "tabs": "".join(tab(name) for name in given["tabs"]),
        "strategies": "".join(radio(key) for key in STRATEGIES),
        "lessons_what": prose(f"{WORDS['lessons']['what']} {link(WORDS['teacher']['link'], given['teacher'])}"),
        "files": files(),
        "about_text": about_text(),
        "lab": lab.lab_markup([*given["models"]]),
        "opening": (WEB / "page" / "opening.html").read_text("utf-8"),
        "icon": quote(ICON),
        "lang": spoken(),
        "switch": switch(),
        "tags": json.dumps([*languages()]),
        "given": in_script(json.dumps(given, ensure_ascii=False, separators=(",", ":"))),
        "style": style,
        "script": script,
        "inside": inside,
    }
    return Template(TEMPLATE.read_text("utf-8")).substitute(texts | made)


def tab(name: str) -> str:
    """The button of a tab; the panel has its name as its id."""
    word = escape(WORDS["page"][name])
    return f'<button type="button" role="tab" id="{name}-button" aria-controls="{name}">{word}</button>'


def radio(strategy: str) -> str:
    """The choice of a mask strategy."""
    word = escape(WORDS["strategies"][strategy])
    return f'<label><input type="radio" name="strategy" value="{strategy}"><span>{word}</span></label>'


def files() -> str:
    """The buttons that save what web/site/takeaway.js draws."""
    words = WORDS["takeaway"]
    named = {key: words[key] for key in ("original", "masked", "reconstructed")}
    named |= {key: words[f"save_{key}"] for key in ("mask", "card")}
    return "".join(
        f'<button type="button" class="plain" data-file="{key}">{escape(word)}</button>' for key, word in named.items()
    )


def link(text: str, address: str) -> str:
    """A link in Markdown, nothing where there is no address."""
    return f"[{text}]({address})" if address else ""


def about_text() -> str:
    """The About page, without its last section, which is on how to ask a server."""
    text, _, _ = about().rpartition("\n## ")
    return prose(text)


def in_script(text: str) -> str:
    """A text that stands within a script element as it is: nothing in it ends the element."""
    return re.sub(r"<(?=[/!s])", r"\\u003c", text)
