"""The 80 mm slip: one column, black only, as long as what it says."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from reportlab.lib.units import mm

from deskops.papers.paper import (
    Cell,
    Code,
    Column,
    Field,
    Kind,
    Paper,
    PrintMark,
    Sign,
    Subtotal,
    Table,
    Total,
)
from deskops.papers.pen import Pen
from deskops.papers.wrap import lines

from .bands import LEADING, Band, Box, Style, framed, gap, paragraph, widest, written
from .feet import amount, in_capitals, printed_words
from .heads import CODE_HIGH, QR_HIGH, draw_code, reprint_words
from .tables import added

ROLL = 80 * mm
PRINTED = 72 * mm
"""What the head of an 80 mm printer reaches: 576 dots."""
TEAR = 9 * mm
STYLE = Style((ROLL - PRINTED) / 2, PRINTED, body=9, table=8.5, small=8, title=13, pad=2, sign=40, columns=1)


def slip(paper: Paper, copy: str, mark: PrintMark) -> list[Band]:
    """The strips of one slip from top to bottom."""
    return [
        gap(4 * mm),
        *_head(paper, copy, mark),
        *(band for field in paper.fields for band in _field(field)),
        *(band for content in paper.tables for band in _table(content)),
        *_totals(paper.totals),
        *(band for sign in paper.sign for band in _sign(sign)),
        *_foot(paper, mark),
        gap(TEAR),
    ]


def draw_slip(pen: Pen, paper: Paper, copies: Sequence[str], mark: PrintMark) -> None:
    """Each copy on a page of its own length."""
    for copy in copies:
        bands = slip(paper, copy, mark)
        top = sum(band.height for band in bands)
        pen.canvas.setPageSize((ROLL, top))
        for band in bands:
            band.draw(pen, top)
            top -= band.height
        pen.page()


def _head(paper: Paper, copy: str, mark: PrintMark) -> list[Band]:
    boxed = [str(paper.stamp), reprint_words(mark)]
    return [
        *paragraph(str(paper.store.company), STYLE, STYLE.body, align="center", bold=True),
        *paragraph(str(paper.store.store), STYLE, STYLE.small, align="center"),
        *paragraph(str(paper.title), STYLE, STYLE.title, align="center", bold=True),
        *(paragraph(str(paper.subtitle), STYLE, STYLE.small, align="center") if paper.subtitle else []),
        *(paragraph(copy, STYLE, STYLE.body, align="center") if copy else []),
        *(band for text in boxed if text for band in _boxed(text)),
        _rule(),
        *_pair(_("Document number"), paper.number),
        *_pair(_("Business date"), paper.on.isoformat()),
    ]


def _boxed(text: str) -> list[Band]:
    box = Box(
        STYLE.wide, lines(text, STYLE.wide - 2 * STYLE.side, STYLE.title), STYLE.title, "center", bold=True
    )
    return [gap(STYLE.pad), *framed([box], STYLE)]


def _rule() -> Band:
    """A dashed line between parts."""

    def draw(pen: Pen, top: float) -> None:
        pen.line(STYLE.left, top - 4, STYLE.left + STYLE.wide, top - 4, dash=2)

    return Band(8, draw)


def _field(field: Field) -> list[Band]:
    return _pair(str(field.label), written(field.value))


def _pair(label: str, value: str, *, bold: bool = False) -> list[Band]:
    """Label left and value right in one line when both fit, else the value below."""
    size = STYLE.body
    if widest([label], size) + widest([value], size) * 1.04 + size > STYLE.wide or "\n" in value:
        return [*paragraph(label, STYLE, size), *paragraph(value, STYLE, size, align="right", bold=bold)]

    def draw(pen: Pen, top: float) -> None:
        pen.text(STYLE.left, top, label, size, leading=LEADING)
        pen.text(STYLE.left + STYLE.wide, top, value, size, align="right", bold=bold, leading=LEADING)

    return [Band(size * LEADING, draw)]


def _table(content: Table) -> list[Band]:
    """A line's words on one line, its figures with their names below, the last amount at the right."""
    heading = paragraph(str(content.heading), STYLE, STYLE.body, bold=True) if content.heading else []
    empty = [] if content.rows else paragraph(str(content.empty), STYLE, STYLE.table, align="center")
    rows = [band for row in content.rows for band in _line(row, content.columns)]
    total = _sums(content) if content.total else []
    return [_rule(), *heading, *empty, *rows, *total]


def _line(row: Sequence[Cell] | Subtotal, columns: Sequence[Column]) -> list[Band]:
    cells = row.cells if isinstance(row, Subtotal) else row
    named = [(column, written(cell)) for column, cell in zip(columns, cells, strict=True) if written(cell)]
    words = " ".join(text for column, text in named if column.kind == Kind.TEXT)
    figures = [(column, text) for column, text in named if column.kind != Kind.TEXT]
    last = figures.pop()[1] if figures and figures[-1][0].kind == Kind.MONEY else ""
    pairs = _joined([f"{column.label} {text}" for column, text in figures], last)
    bold = isinstance(row, Subtotal)
    if not pairs and last and _fits(words, last):
        return [_ends(words, last, bold=bold)]
    above = paragraph(words, STYLE, STYLE.table, bold=bold) if words else []
    middle = [band for text in pairs[:-1] for band in paragraph(text, STYLE, STYLE.table)]
    return [*above, *middle, *([_ends(pairs[-1] if pairs else "", last, bold=bold)] if pairs or last else [])]


def _fits(left: str, right: str) -> bool:
    return widest([left], STYLE.table) + widest([right], STYLE.table) * 1.04 + STYLE.table <= STYLE.wide


def _joined(pairs: Sequence[str], last: str) -> list[str]:
    """Names with their figures, as many in one line as go beside the last amount; no pair is torn."""
    joined: list[str] = []
    for pair in pairs:
        if joined and _fits(f"{joined[-1]}  {pair}", last):
            joined[-1] += f"  {pair}"
        else:
            joined.append(pair)
    return joined if not joined or _fits(joined[-1], last) else [*joined, ""]


def _ends(left: str, right: str, *, bold: bool) -> Band:
    size = STYLE.table

    def draw(pen: Pen, top: float) -> None:
        pen.text(STYLE.left, top, left, size, bold=bold, leading=LEADING)
        pen.text(STYLE.left + STYLE.wide, top, right, size, align="right", bold=bold, leading=LEADING)

    return Band(size * LEADING, draw)


def _sums(content: Table) -> list[Band]:
    pairs = zip(content.columns, added(content), strict=True)
    return [
        band
        for column, value in pairs
        if column.summed
        for band in _pair(_("Total: %(what)s") % {"what": column.label}, written(value), bold=True)
    ]


def _totals(totals: Sequence[Total]) -> list[Band]:
    bands = [_rule()] if totals else []
    for total in totals:
        bands += _pair(str(total.label), amount(total), bold=total.capitals)
        if total.capitals:
            bands += paragraph(in_capitals(total), STYLE, STYLE.body, align="right")
    return bands


def _sign(sign: Sign) -> list[Band]:
    def draw(pen: Pen, top: float) -> None:
        if sign.strokes:
            pen.strokes(STYLE.left, top - 2, STYLE.wide, STYLE.sign - 4, sign.strokes)
        else:
            pen.line(STYLE.left, top - STYLE.sign + 2, STYLE.left + STYLE.wide, top - STYLE.sign + 2)

    below = [str(sign.name), written(sign.at) or _("Date:"), str(sign.note)]
    return [
        _rule(),
        *paragraph(str(sign.label), STYLE, STYLE.small),
        Band(STYLE.sign, draw),
        *(band for text in below if text for band in paragraph(text, STYLE, STYLE.small)),
    ]


def _foot(paper: Paper, mark: PrintMark) -> list[Band]:
    notes = [band for note in paper.notes for band in paragraph(str(note), STYLE, STYLE.small)]
    words = paragraph(printed_words(paper, mark), STYLE, STYLE.small)
    return [_rule(), *notes, *([gap(4)] if notes else []), *words, *_code(paper)]


def _code(paper: Paper) -> list[Band]:
    if paper.code == Code.NONE:
        return []
    high = QR_HIGH if paper.code == Code.QR else CODE_HIGH

    def draw(pen: Pen, top: float) -> None:
        draw_code(pen, paper, ROLL / 2, top, high=high, room=STYLE.wide, centred=True)

    number = paragraph(paper.number, STYLE, STYLE.small, align="center")
    return [gap(6), Band(high + 2, draw), *number]
