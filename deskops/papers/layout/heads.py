"""What stands at the head of every sheet: who issues it, its number for eye and scanner, its title."""

from django.utils.translation import gettext as _
from reportlab.lib.units import mm

from deskops.papers.paper import Code, Paper, PrintMark
from deskops.papers.pen import QUIET, Pen
from deskops.papers.wrap import lines

from .bands import LEADING, Band, Style, beside, gap, stack

CODE_HIGH = 9 * mm
QR_HIGH = 15 * mm
RIGHT = 0.36
"""The part of the width that is the number's and its code's."""
NUMBER_SPACING = 0.4
"""Points between the figures of a number: their figures are all of one width, so that numbers of one
length end below each other."""


def head(paper: Paper, copy: str, mark: PrintMark, style: Style) -> list[Band]:
    """Company and store left, code and number right, the title in the middle, copy and reprint under it."""
    issuer, title = _issuer(paper, style), stack(_title(paper, style))
    top = [beside(issuer, title)] if _fits_between(paper, style) else [issuer, title]
    return [*top, _line_under(paper, copy, mark, style), gap(style.pad)]


def _fits_between(paper: Paper, style: Style) -> bool:
    room = style.wide * (1 - 2 * RIGHT) - 2 * style.pad
    return style.compact and Pen.width(str(paper.title), style.title) <= room


def _issuer(paper: Paper, style: Style) -> Band:
    room = style.wide * (RIGHT if style.compact else 0.5)
    left = [(text, style.body, True) for text in lines(str(paper.store.company), room, style.body)]
    left += [(text, style.small + 1, False) for text in lines(str(paper.store.store), room, style.small + 1)]
    code = {Code.CODE128: CODE_HIGH, Code.QR: QR_HIGH, Code.NONE: 0.0}[paper.code] * style.body / 10.5
    height = max(sum(size for _text, size, _bold in left), code + style.body) * LEADING

    def draw(pen: Pen, top: float) -> None:
        y = top
        for text, size, bold in left:
            pen.text(style.left, y, text, size, bold=bold, leading=LEADING)
            y -= size * LEADING
        right = style.left + style.wide
        if code:
            draw_code(pen, paper, right, top, high=code, room=style.wide * RIGHT)
        number = _("No. %(number)s") % {"number": paper.number}
        pen.text(right, top - code - 2, number, style.body, align="right", spacing=NUMBER_SPACING)

    return Band(height, draw)


def draw_code(
    pen: Pen, paper: Paper, at: float, top: float, *, high: float, room: float, centred: bool = False
) -> None:
    """The number as bars or as a square, ending at `at` or around it."""
    if paper.code == Code.QR:
        pen.qr(at, top, paper.number, high, centred=centred)
    elif paper.code == Code.CODE128:
        pen.barcode(at, top, paper.number, high, room=room, centred=centred)


def _title(paper: Paper, style: Style) -> list[Band]:
    middle = style.left + style.wide / 2

    def line(text: str, size: float, *, bold: bool) -> Band:
        def draw(pen: Pen, top: float) -> None:
            pen.text(middle, top, text, size, align="center", bold=bold, leading=LEADING)

        return Band(size * LEADING, draw)

    title = [line(text, style.title, bold=True) for text in lines(str(paper.title), style.wide, style.title)]
    below = lines(str(paper.subtitle), style.wide, style.small + 1) if paper.subtitle else []
    return [*title, *(line(text, style.small + 1, bold=False) for text in below)]


def _line_under(paper: Paper, copy: str, mark: PrintMark, style: Style) -> Band:
    """Business date left; name of the copy and the reprint mark right."""
    size = style.small + 1.5

    def draw(pen: Pen, top: float) -> None:
        date = _("Business date %(date)s") % {"date": paper.on.isoformat()}
        pen.text(style.left, top, date, size, leading=LEADING)
        right = style.left + style.wide
        if mark.count > 1:
            right = _reprint(pen, right, top, mark, size) - 2 * style.pad
        if copy:
            pen.text(right, top, copy, size, align="right", bold=True, leading=LEADING)

    return Band(size * LEADING + 1, draw)


def reprint_words(mark: PrintMark) -> str:
    """补打 and the how-manyeth time, nothing for the original."""
    return _("Reprint, print no. %(count)d") % {"count": mark.count} if mark.count > 1 else ""


def _reprint(pen: Pen, right: float, top: float, mark: PrintMark, size: float) -> float:
    """The mark in a frame, so that it is seen at a glance; answers its left edge."""
    words = reprint_words(mark)
    wide = pen.width(words, size) + 6
    pen.box(right - wide, top, wide, size * LEADING)
    pen.text(right - 3, top, words, size, align="right", bold=True, leading=LEADING)
    return right - wide


def running_head(paper: Paper, copy: str, style: Style) -> Band:
    """The short head of the second page and after."""
    words = " · ".join(str(part) for part in (paper.title, copy) if str(part))
    number = _("No. %(number)s") % {"number": paper.number}
    size = style.small + 1
    room = style.wide - Pen.width(number, size, NUMBER_SPACING) - 3 * style.pad
    left = lines(_("%(title)s (continued)") % {"title": words}, room, size)
    height = len(left) * size * LEADING + style.pad

    def draw(pen: Pen, top: float) -> None:
        right = style.left + style.wide
        pen.text(right, top, number, size, align="right", spacing=NUMBER_SPACING, leading=LEADING)
        for text in left:
            pen.text(style.left, top, text, size, bold=True, grey=QUIET / 2, leading=LEADING)
            top -= size * LEADING

    return Band(height, draw)
