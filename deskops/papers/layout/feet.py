"""What closes a paper: amounts, notes, places to sign, and who printed it when."""

from collections.abc import Sequence
from itertools import batched

from django.utils.translation import gettext as _

from deskops.core.money import capitals, format_money
from deskops.papers.paper import Paper, PrintMark, Sign, Total
from deskops.papers.pen import QUIET, SHADE, Pen
from deskops.papers.wrap import lines

from .bands import LEADING, Band, Box, Style, framed, gap, paragraph, stack, widest, written
from .heads import reprint_words

SIGNS_A_ROW = 4


def amount(total: Total) -> str:
    """An amount in figures with the sign before it."""
    return f"¥{format_money(total.amount)}"


def in_capitals(total: Total) -> str:
    """人民币 directly before the amount, without a gap (支付结算办法, appendix 1)."""
    return f"人民币{capitals(total.amount)}"


def totals(content: Sequence[Total], style: Style) -> list[Band]:
    """Label, capitals if asked, figures right; one row each, figures below each other."""
    if not content:
        return []
    figures = widest([amount(total) for total in content], style.body) * 1.04 + 2 * style.side
    label = min(
        widest([str(total.label) for total in content], style.body) + 2 * style.side, style.wide * 0.34
    )
    return [band for total in content for band in _total(total, label, figures, style)]


def _total(total: Total, label: float, figures: float, style: Style) -> list[Band]:
    middle = style.wide - label - figures
    words = lines(in_capitals(total), middle - 2 * style.side, style.body) if total.capitals else []
    name = lines(str(total.label), label - 2 * style.side, style.body)
    return framed(
        [
            Box(label, name, style.body, grey=QUIET / 2, shade=SHADE),
            Box(middle, words, style.body),
            Box(figures, [amount(total)], style.body, "right", bold=total.capitals),
        ],
        style,
    )


def notes(paper: Paper, style: Style) -> list[Band]:
    """Small print: what the paper is not for, what was agreed."""
    if not paper.notes:
        return []
    return [gap(style.pad)] + [
        band for note in paper.notes for band in paragraph(str(note), style, style.small + 0.5)
    ]


def signs(content: Sequence[Sign], style: Style) -> list[Band]:
    """Framed places beside each other, up to four in a row."""
    return [_signs(row, style) for row in batched(content, SIGNS_A_ROW, strict=False)]


def _signs(row: Sequence[Sign], style: Style) -> Band:
    wide = style.wide / len(row)
    texts = [_sign_texts(sign, wide - 2 * style.side, style) for sign in row]
    above = max(len(label) for label, _below in texts) * style.small * LEADING
    under = max(len(below) for _label, below in texts) * style.small * LEADING
    height = above + style.sign + under + 2 * style.pad

    def draw(pen: Pen, top: float) -> None:
        for number, (sign, (label, below)) in enumerate(zip(row, texts, strict=True)):
            x = style.left + number * wide
            pen.box(x, top, wide, height)
            _column(pen, x + style.side, top - style.pad, label, style)
            _place(pen, (x + style.side, top - style.pad - above), wide - 2 * style.side, sign, style)
            _column(pen, x + style.side, top - style.pad - above - style.sign, below, style)

    return Band(height, draw)


def _sign_texts(sign: Sign, room: float, style: Style) -> tuple[list[str], list[str]]:
    below = [part for part in (str(sign.name), written(sign.at), str(sign.note)) if part]
    if sign.at is None:
        below.append(_("Date:"))
    return lines(str(sign.label), room, style.small), [
        text for part in below for text in lines(part, room, style.small)
    ]


def _column(pen: Pen, x: float, top: float, texts: Sequence[str], style: Style) -> None:
    for text in texts:
        pen.text(x, top, text, style.small, grey=QUIET / 2, leading=LEADING)
        top -= style.small * LEADING


def _place(pen: Pen, corner: tuple[float, float], wide: float, sign: Sign, style: Style) -> None:
    """The signature itself, or an empty line to sign on."""
    x, top = corner
    if sign.strokes:
        pen.strokes(x, top - 2, wide, style.sign - 6, sign.strokes)
    else:
        pen.line(x, top - style.sign + 4, x + wide, top - style.sign + 4, grey=QUIET)


def closing(paper: Paper, style: Style) -> Band:
    """Amounts, notes and signatures on one sheet: nobody signs a page without the amount."""
    return stack(
        [*totals(paper.totals, style), *notes(paper, style), gap(style.pad), *signs(paper.sign, style)]
    )


def footer(paper: Paper, mark: PrintMark, page: int, pages: int, style: Style) -> Band:
    """Maker, printer and time left, page right, small, over a hairline."""
    size = style.small - 0.5
    left = lines(printed_words(paper, mark), style.wide * 0.8, size)
    count = _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages}
    height = len(left) * size * LEADING + 2

    def draw(pen: Pen, top: float) -> None:
        right = style.left + style.wide
        pen.line(style.left, top, right, top, grey=QUIET)
        pen.text(right, top - 2, count, size, align="right", grey=QUIET, leading=LEADING)
        for text in left:
            pen.text(style.left, top - 2, text, size, grey=QUIET, leading=LEADING)
            top -= size * LEADING

    return Band(height, draw)


def printed_words(paper: Paper, mark: PrintMark) -> str:
    """Who made the paper, who printed it when, and whether it is a reprint."""
    parts = [
        _("Made by %(name)s") % {"name": paper.maker},
        _("Printed by %(name)s") % {"name": mark.by},
        written(mark.at),
        reprint_words(mark),
    ]
    return " · ".join(part for part in parts if part)
