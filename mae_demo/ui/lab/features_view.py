"""What the features panel shows of a picture. Imports torch."""

from __future__ import annotations

from mae_demo.image import to_picture
from mae_demo.text import WORDS, Refusal
from mae_demo.ui.lab import bench
from mae_demo.ui.lab.figures import figure, line


def neighbours(rows: list[dict], place: object) -> str:
    """For each row of the file the pictures nearest to the one at a place; those of its class are marked."""
    words, sheet = WORDS["features"], bench.sheet()
    bench.picture_at(place)
    if str(place) not in rows[0]["nearest"]:
        raise Refusal("features.refused")
    shown = []
    for each in rows:
        places = each["nearest"][str(place)]
        same = [bool(sheet.labels[other] == sheet.labels[place]) for other in places]
        fact = words["same"].format(hits=sum(same), of=len(places), mean=f"{each['same']:.1f}")
        pictures = []
        for other, hit in zip(places, same, strict=True):
            kind = words["hit" if hit else "miss"].format(kind=sheet.classes[sheet.labels[other]])
            pictures.append(figure(to_picture(sheet.images[other]), kind))
        shown.append(line(each["label"], fact, *pictures))
    return "".join(shown)
