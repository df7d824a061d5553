"""A table of figures as markup for `gr.HTML`; page.css lets one that is wider than the page scroll, and shows it."""

from __future__ import annotations

from html import escape

Row = tuple[str, str, list[str]]  # what it is about, the colour of its dot or nothing, its cells; '★' begins the best


def table(corner: str, heads: list[str], rows: list[Row]) -> str:
    """Figures in rows. corner: what the first column holds. heads: of the other columns."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in [corner, *heads])
    lines = []
    for label, colour, cells in rows:
        dot = f'<span class="dot" style="color: {colour}">●</span> ' if colour else ""
        figures = "".join(f"<td{' class=best' * cell.startswith('★')}>{escape(cell)}</td>" for cell in cells)
        lines.append(f'<tr><th scope="row">{dot}{escape(label)}</th>{figures}</tr>')
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def section(title: str, note: str, content: str = "") -> str:
    """A table under its title and a note; without one, what is on its way."""
    label = escape(title)
    told = f"<p>{escape(note)}</p>" if note else ""
    scroll = f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{content}</div>' if content else ""
    return f'<section class="figures"><h2>{label}</h2>{told}{scroll}</section>'
