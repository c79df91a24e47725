"""Strips on sheets: A4, A4 across, and up to three copies on one sheet with cut lines."""

from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from deskops.papers.paper import Paper, PrintMark, Size
from deskops.papers.pen import QUIET, Pen

from .bands import Band, Style, gap, stack
from .feet import closing, footer
from .filling import filled
from .grid import grid
from .heads import head, running_head
from .tables import table

BINDING = 25 * mm
"""The left margin is for the punch and the binder."""
MARGIN = 14 * mm
FOOT = 24.0
"""Points kept free for the footer."""
PARTS = 3
PART = A4[1] / PARTS
PART_MARGIN = 5 * mm
PART_FOOT = 13.0


def style_for(size: Size) -> Style:
    """The sizes of a sheet's letters; a third of a sheet is set smaller."""
    if size == Size.LANDSCAPE:
        return Style(BINDING, A4[1] - BINDING - MARGIN, pad=2.6, columns=3)
    if size == Size.TRIPLICATE:
        wide = A4[0] - BINDING - MARGIN
        return Style(
            BINDING, wide, body=8.5, table=8, small=7, title=12, pad=1.6, sign=24, columns=3, compact=True
        )
    return Style(BINDING, A4[0] - BINDING - MARGIN)


def paper_size(size: Size) -> tuple[float, float]:
    """Width and height in points."""
    wide, high = A4
    return (high, wide) if size == Size.LANDSCAPE else (wide, high)


def strips(paper: Paper, style: Style) -> list[Band]:
    """Everything between head and footer; the last line goes with the amounts, no page has them alone."""
    bands = grid(paper.fields, style)
    for content in paper.tables:
        bands += [gap(style.pad * 1.5), *table(content, style)]
    last = [gap(style.pad * 1.5), closing(paper, style)]
    if bands and bands[-1].heading and not bands[-1].foot:
        line = bands.pop()
        return [*bands, replace(stack([line, *last]), heading=line.heading)]
    return [*bands, *last]


def sheets(paper: Paper, copy: str, mark: PrintMark, style: Style, high: float) -> list[list[Band]]:
    """One copy's strips, sheet by sheet."""
    return filled(
        head(paper, copy, mark, style), running_head(paper, copy, style), strips(paper, style), high
    )


def draw_forms(pen: Pen, paper: Paper, copies: Sequence[str], mark: PrintMark, size: Size) -> None:
    """Every copy on sheets of its own, pages counted within the copy."""
    style, (wide, high) = style_for(size), paper_size(size)
    for copy in copies:
        pages = sheets(paper, copy, mark, style, high - 2 * MARGIN - FOOT)
        for number, bands in enumerate(pages, start=1):
            _draw(pen, bands, high - MARGIN)
            footer(paper, mark, number, len(pages), style).draw(pen, MARGIN + FOOT - 4)
            if paper.stamp:
                pen.stamp(wide / 2, high / 2, str(paper.stamp), 64)
            pen.page()


def draw_triplicate(pen: Pen, paper: Paper, copies: Sequence[str], mark: PrintMark) -> None:
    """The copies below each other on one sheet when each fits its part, else each on sheets of its own."""
    style, high = style_for(Size.TRIPLICATE), PART - 2 * PART_MARGIN - PART_FOOT
    parts = [sheets(paper, copy, mark, style, high) for copy in copies]
    if len(copies) > PARTS or any(len(part) > 1 for part in parts):
        draw_forms(pen, paper, copies, mark, Size.A4)
        return
    for number, [bands] in enumerate(parts):
        top = A4[1] - number * PART
        _draw(pen, bands, top - PART_MARGIN)
        footer(paper, mark, 1, 1, style).draw(pen, top - PART + PART_MARGIN + PART_FOOT - 2)
        if paper.stamp:
            pen.stamp(A4[0] / 2, top - PART / 2, str(paper.stamp), 48)
        if number:
            _cut(pen, top)
    pen.page()


def _draw(pen: Pen, bands: Sequence[Band], top: float) -> None:
    for band in bands:
        band.draw(pen, top)
        top -= band.height


def _cut(pen: Pen, y: float) -> None:
    pen.line(BINDING / 2, y, A4[0] - MARGIN / 2, y, grey=QUIET, dash=3)
    pen.text(BINDING / 2 - 14, y + 6, "✂", 10, grey=QUIET)
