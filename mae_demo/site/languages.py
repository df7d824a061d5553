"""The page in the other languages: of each what differs from the English one, which web/site/language.js puts there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from mae_demo.site.markup import markup
from mae_demo.text import ENGLISH, WORDS, languages, speaking

PICTURE = re.compile(r'src="data:[^"]*"')


def translations(given: dict, again: Callable[[], dict]) -> dict[str, str]:
    """By language what a page in it has, as JSON: its title, the markup of its `main`, and what it is told otherwise.

    given: what the English page is told. again: the same in the language that is spoken.
    """
    said = {}
    for language in languages():
        if language != ENGLISH:
            with speaking(language):
                other = again()
                main = re.search("<main.*</main>", markup(other, "", ""), re.DOTALL)[0]
                main = PICTURE.sub('src=""', main)  # those of the English page, in the same order
                main = re.sub(r">\n\s+<", ">\n<", main)
                page = {"title": WORDS["page"]["title"], "main": main, "given": difference(given, other)}
            said[language] = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    return said


def difference(one: object, other: object) -> object:
    """What the other has where it differs from the one: of dictionaries by key, of lists of one length by place.

    Both are JSON; `merged` of web/site/language.js is the inverse.
    """
    match one, other:
        case dict(), dict():
            pairs = {key: (one.get(key), value) for key, value in other.items()}
        case list(), list() if len(one) == len(other):
            pairs = {str(place): pair for place, pair in enumerate(zip(one, other, strict=True))}
        case _:
            return other
    return {key: difference(*pair) for key, pair in pairs.items() if pair[0] != pair[1]}
