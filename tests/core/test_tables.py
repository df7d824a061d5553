"""Markdown tables, letter by letter."""

from mae_demo.tables import Column, higher, lower, markdown, nearest_to_one


def test_a_table():
    columns = [Column("kind"), higher("PSNR", ".1f"), lower("L1", ".2f"), nearest_to_one("sharpness", ".2f")]
    rows = {
        "one": ["net", 17.26, 0.10, 0.70],
        "two": ["mean", 17.31, 0.20, 1.25],
        "three": [None, None, 0.104, None],
    }
    assert markdown(columns, rows, corner="name").splitlines() == [
        "| name | kind | PSNR | L1 | sharpness |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| one | net | **17.3** | **0.10** | 0.70 |",
        "| two | mean | **17.3** | 0.20 | **1.25** |",
        "| three | – | – | **0.10** | – |",
    ]


def test_a_column_without_values_has_no_best():
    assert markdown([higher("x", ".1f")], {"one": [None]}).splitlines()[-1] == "| one | – |"
