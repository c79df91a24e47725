"""Tables: columns that fit their figures, headings repeated on each page, totals of what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.papers.paper import Cell, Column, Kind, Subtotal, Table
from deskops.papers.pen import SHADE, Align
from deskops.papers.wrap import lines

from .bands import Band, Box, Style, framed, paragraph, widest, written

SMALLEST = 6.0
NARROWEST = 4
"""A column of text is at least this many characters wide, or the table is set smaller."""

type Amounts = list[Decimal | None]


def table(content: Table, style: Style) -> list[Band]:
    """The table's strips; each line carries the headings, where columns are named, and what it adds."""
    style, widths = _fit(content, style)
    named = any(str(column.label) for column in content.columns)
    heading = _heading(content.columns, widths, style) if named else None
    total: list[Band] = []
    body = [band for row in content.rows for band in _line(row, content, widths, style)]
    if not content.rows:
        body = framed([Box(style.wide, [str(content.empty)], style.table, "center")], style)
    if content.total:
        total = _sum_line(_("Total"), added(content), content.columns, widths, style)
    foot = _page_foot(content.columns, widths, style) if content.page_totals else None
    title = paragraph(str(content.heading), style, style.body, bold=True) if content.heading else []
    return [
        *title,
        *(replace(band, heading=heading, foot=foot) for band in body),
        *(replace(band, heading=heading) for band in total),
    ]


def _fit(content: Table, style: Style) -> tuple[Style, list[float]]:
    """Column widths, the letters made smaller until figures stand in one line and words have room."""
    size = style.table
    while size >= SMALLEST:
        widths = _widths(content, replace(style, table=size))
        if widths:
            return replace(style, table=size), widths
        size -= 0.5
    return replace(style, table=SMALLEST), [style.wide / len(content.columns)] * len(content.columns)


def _widths(content: Table, style: Style) -> list[float] | None:
    """Figures at least as wide as their widest, words share the rest by weight; when words need less, every
    column gets a share of what is left. None when something doesn't fit.
    """
    columns = content.columns
    natural = [_natural(content, number, style) + 2 * style.side for number in range(len(columns))]
    surplus = style.wide - sum(natural)
    if surplus >= 0:
        return [wide + surplus * wide / sum(natural) for wide in natural]
    weights = {n: column.weight for n, column in enumerate(columns) if column.kind == Kind.TEXT}
    fixed = sum(wide for n, wide in enumerate(natural) if n not in weights)
    part = (style.wide - fixed) / (sum(weights.values()) or 1)
    if not weights or part * min(weights.values()) < NARROWEST * style.table + 2 * style.side:
        return None
    return [part * weights[n] if n in weights else wide for n, wide in enumerate(natural)]


def _natural(content: Table, number: int, style: Style) -> float:
    """The widest of a column's figures, its sum included; of the heading, the longest half or word."""
    column = content.columns[number]
    cells = [row.cells[number] if isinstance(row, Subtotal) else row[number] for row in content.rows]
    texts = {written(cell) for cell in cells}
    if column.summed:
        texts.add(written(added(content)[number]))
    label = str(column.label)
    heading = widest(label.split(), style.table) if label.isascii() else widest([label], style.table)
    return max(widest(texts, style.table), heading)


def _heading(columns: Sequence[Column], widths: Sequence[float], style: Style) -> Band:
    boxes = [
        Box(
            wide,
            lines(str(column.label), wide - 2 * style.side, style.table),
            style.table,
            _side(column),
            shade=SHADE,
        )
        for column, wide in zip(columns, widths, strict=True)
    ]
    return framed(boxes, style)[0]


def _side(column: Column) -> Align:
    return "right" if column.kind in (Kind.MONEY, Kind.COUNT) else "left"


def _line(
    row: Sequence[Cell] | Subtotal, content: Table, widths: Sequence[float], style: Style
) -> list[Band]:
    if isinstance(row, Subtotal):
        return _boxes(row.cells, content.columns, widths, style, strong=True)
    first, *more = _boxes(row, content.columns, widths, style)
    return [replace(first, amounts=_amounts(row, content.columns)), *more]


def _boxes(
    cells: Sequence[Cell],
    columns: Sequence[Column],
    widths: Sequence[float],
    style: Style,
    *,
    strong: bool = False,
) -> list[Band]:
    boxes = [
        Box(
            wide,
            lines(written(cell), wide - 2 * style.side, style.table),
            style.table,
            _side(column),
            bold=strong,
            shade=SHADE if strong else None,
        )
        for cell, column, wide in zip(cells, columns, widths, strict=True)
    ]
    return framed(boxes, style)


def _amounts(row: Sequence[Cell], columns: Sequence[Column]) -> Amounts:
    """What a line adds to each summed column; None where nothing is summed."""
    return [
        Decimal(cell) if column.summed and isinstance(cell, Decimal | int) else None
        for cell, column in zip(row, columns, strict=True)
    ]


def added(content: Table) -> list[Cell]:
    """The sum of each summed column over the lines, subtotals left out."""
    amounts = [_amounts(row, content.columns) for row in content.rows if not isinstance(row, Subtotal)]
    return _sums(amounts, content.columns)


def _sums(amounts: Sequence[Sequence[Decimal | None]], columns: Sequence[Column]) -> list[Cell]:
    """Sums as they are written: yuan for money, whole numbers for counts, nothing elsewhere."""
    sums = [
        sum((line[number] or Decimal(0) for line in amounts), Decimal(0)) for number in range(len(columns))
    ]
    return [
        None if not column.summed else value if column.kind == Kind.MONEY else int(value)
        for column, value in zip(columns, sums, strict=True)
    ]


def _sum_line(
    label: str, sums: Sequence[Cell], columns: Sequence[Column], widths: Sequence[float], style: Style
) -> list[Band]:
    """The label over the columns before the first sum, so that it has room."""
    first = next((number for number, column in enumerate(columns) if column.summed), len(columns))
    if not first:
        return _boxes(sums, columns, widths, style, strong=True)
    room = sum(widths[:first])
    cells: list[Cell] = [label, *sums[first:]]
    merged = [Column(""), *columns[first:]]
    return _boxes(cells, merged, [room, *widths[first:]], style, strong=True)


def _page_foot(
    columns: Sequence[Column], widths: Sequence[float], style: Style
) -> Callable[[Sequence[Band]], Band]:
    def foot(shown: Sequence[Band]) -> Band:
        sums = _sums([band.amounts for band in shown if band.amounts], columns)
        return _sum_line(_("Page total"), sums, columns, widths, style)[0]

    return foot
