"""Films: every trace that is shipped, and what a contact sheet looks like."""

from PIL import Image

from mae_demo import checkpoint
from mae_demo.answers.films import contact_sheet, films


def test_every_trace_of_the_shelf_is_a_film():
    found = {film["name"]: film for film in films()}
    assert set(found) == {path.parent.name for path in checkpoint.SHELF.glob("*/trace.webp")}
    for name, film in found.items():
        assert len(film["steps"]) == len(film["psnr"]) == 30 and film["steps"] == sorted(film["steps"])
        sheet = Image.open(contact_sheet(name))
        assert sheet.height == 4 * sheet.width, "eight squares wide, and 32 high"


def test_the_film_that_learns_most_is_the_first():
    rises = [film["psnr"][-1] - film["psnr"][0] for film in films()]
    assert rises == sorted(rises, reverse=True)
