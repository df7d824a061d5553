"""Features: which test pictures are nearest to each other in each kind of features."""

from __future__ import annotations

from mae_demo.answers.measured import measured
from mae_demo.answers.test_pictures import contact_sheet, picture_at
from mae_demo.text import Refusal


def neighbours(place: object) -> list[list[tuple[int, bool]]]:
    """(place, whether of the same class) of the nearest test pictures, by each row of `measured("features")`.

    Raises Refusal for what is no test picture, or none whose neighbours were measured.
    """
    picture_at(place)
    rows, labels = measured("features")["rows"], contact_sheet().labels
    if str(place) not in rows[0]["nearest"]:
        raise Refusal("features.refused")
    return [[(other, bool(labels[other] == labels[place])) for other in row["nearest"][str(place)]] for row in rows]
