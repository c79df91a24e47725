"""Strips across a sheet, each with a height known before it is drawn, so that nothing overlaps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from deskops.core.money import format_money
from deskops.papers.fonts import width
from deskops.papers.paper import Cell
from deskops.papers.pen import Align, Pen
from deskops.papers.wrap import lines

LEADING = 1.36
TALLEST = 14
"""Lines of one cell that stay together; a longer text continues in a strip of its own."""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in points; `left` and `wide` place the strips on the sheet."""

    left: float
    wide: float
    body: float = 10.5
    table: float = 9.5
    small: float = 8.0
    title: float = 16.0
    pad: float = 3.6
    side: float = 3.6
    sign: float = 58.0
    columns: int = 2
    compact: bool = False
    """The title between issuer and number instead of under them."""


type Draw = Callable[[Pen, float], None]


@dataclass(frozen=True, slots=True)
class Band:
    """A strip that is never torn. `draw` gets the pen and the strip's upper edge; `heading` is repeated
    when the strip begins a page; `amounts` are what its lines add to the page's totals.
    """

    height: float
    draw: Draw
    heading: "Band | None" = None
    amounts: Sequence[Decimal | None] = ()
    foot: "Callable[[Sequence[Band]], Band] | None" = None


def stack(bands: Iterable[Band]) -> Band:
    """Strips that stay together."""
    held = tuple(bands)

    def draw(pen: Pen, top: float) -> None:
        for band in held:
            band.draw(pen, top)
            top -= band.height

    return Band(sum(band.height for band in held), draw)


def beside(left: Band, middle: Band) -> Band:
    """Two strips at one height; what they draw is known not to meet."""

    def draw(pen: Pen, top: float) -> None:
        left.draw(pen, top)
        middle.draw(pen, top)

    return Band(max(left.height, middle.height), draw)


def gap(height: float) -> Band:
    """White paper."""
    return Band(height, lambda pen, top: None)


def paragraph(
    text: str, style: Style, size: float, *, align: Align = "left", bold: bool = False
) -> list[Band]:
    """Wrapped text without a frame, a strip for each line."""
    x = style.left + {"left": 0.0, "center": style.wide / 2, "right": style.wide}[align]

    def line(words: str) -> Band:
        def draw(pen: Pen, top: float) -> None:
            pen.text(x, top, words, size, align=align, bold=bold, leading=LEADING)

        return Band(size * LEADING, draw)

    return [line(words) for words in lines(text, style.wide, size)]


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a framed strip: its text already broken into lines."""

    wide: float
    text: Sequence[str]
    size: float
    align: Align = "left"
    bold: bool = False
    grey: float = 0.0
    shade: float | None = None


def framed(boxes: Sequence[Box], style: Style, *, least: float = 0.0) -> list[Band]:
    """Cells beside each other in hairlines, as high as the highest; very long texts go on below."""
    tallest = max(len(box.text) for box in boxes)
    return [
        _frame(boxes, range(start, min(start + TALLEST, tallest)), style, least)
        for start in range(0, max(tallest, 1), TALLEST)
    ]


def _frame(boxes: Sequence[Box], part: range, style: Style, least: float) -> Band:
    shown = [box.text[part.start : part.stop] for box in boxes]
    high = max(len(text) * box.size * LEADING for text, box in zip(shown, boxes, strict=True))
    height = max(high + 2 * style.pad, least)

    def draw(pen: Pen, top: float) -> None:
        x = style.left
        for box in boxes:
            if box.shade is not None:
                pen.box(x, top, box.wide, height, fill=box.shade)
            x += box.wide
        x = style.left
        for box, text in zip(boxes, shown, strict=True):
            _fill(pen, (x, top, height), box, text, style.side)
            pen.box(x, top, box.wide, height)
            x += box.wide

    return Band(height, draw)


def _fill(pen: Pen, place: tuple[float, float, float], box: Box, text: Sequence[str], side: float) -> None:
    x, top, height = place
    at = x + {"left": side, "center": box.wide / 2, "right": box.wide - side}[box.align]
    line = box.size * LEADING
    top -= (height - len(text) * line) / 2
    for words in text:
        pen.text(at, top, words, box.size, align=box.align, bold=box.bold, grey=box.grey, leading=LEADING)
        top -= line


def written(cell: Cell) -> str:
    """How a value is written: amounts with two places, dates as 2026-11-22, times in the shop's zone."""
    match cell:
        case None:
            return ""
        case Decimal():
            return format_money(cell)
        case datetime():
            return cell.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case bool():
            return _("yes") if cell else _("no")
        case _:
            return str(cell)


def widest(texts: Iterable[str], size: float) -> float:
    """The width of the widest, 0 for none."""
    return max((width(text, size) for text in texts), default=0.0)
