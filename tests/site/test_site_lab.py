"""The panels of the tab Autoencoders that the static page has."""

from __future__ import annotations

from mae_demo.answers.measured import measured
from mae_demo.text import WORDS
from mae_demo.ui.lab.l1_or_mse import show


def test_the_sizes_of_the_bottleneck_are_a_chart_and_a_table(visit):
    rows = measured("bottleneck")["rows"]
    with visit(query="?tab=lab") as page:
        assert page.locator("#sizes .line").count() == 2
        assert page.locator("#bottleneck-panel .pairs img").count() == 14, "pictures of six sizes, and the originals"
        found = page.locator("#bottleneck-panel tbody tr").all_inner_texts()
        assert len(found) == len(rows)
        for text, row in zip(found, rows, strict=True):
            assert text.split("\t")[:3] == [str(row["code"]), f"{row['mlp']:.1f}", f"{row['pca']:.1f}"]


def test_the_guess_costs_what_it_costs_on_the_other_page(visit):
    with visit(query="?tab=lab") as page:
        share, guess = (page.get_by_label(WORDS["l1_or_mse"][key]) for key in ("share", "guess"))
        share.fill("30")
        guess.fill("85")
        said, _ = show(30, 85)
        assert page.inner_text("#l1_or_mse-panel .said") == said.replace("**", "")


def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    with visit(390, 844, "?tab=lab", has_touch=True, is_mobile=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
