"""A reportlab canvas that measures, splits runs by font, and never drops a character silently."""

import io
import logging
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal

from reportlab.graphics.barcode import code128, qrencoder
from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

from . import fonts
from .strokes import Strokes

log = logging.getLogger(__name__)

HAIRLINE = 0.4
INK = 0.0
QUIET = 0.42
"""Grey of labels and footers: 0 is black, 1 is white; dark enough to survive a copy."""
SHADE = 0.94
BOLD_STROKE = 0.032
"""Width of the line that thickens a letter, as a part of its size: one font serves both weights."""
MODULE = 0.25 * mm
"""Width of a barcode's narrowest bar: two dots of a slip printer at 203 dpi."""

Align = Literal["left", "right", "center"]


def bar_modules(value: str) -> list[tuple[bool, int]]:
    """The bars and gaps of a Code 128, without quiet zones, their widths in modules."""
    code = code128.Code128(value, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    return [(step.isupper(), ord(step.lower()) - ord("a") + 1) for step in code.decomposed]


def _dark(modules: Iterable[tuple[bool, int]]) -> Iterator[tuple[int, int]]:
    """Where the dark stretches begin, and their widths."""
    at = 0
    for dark, width in modules:
        if dark:
            yield at, width
        at += width


def _rectangle(x: float, top: float, wide: float, high: float) -> str:
    return f"{x:.2f} {top - high:.2f} {wide:.2f} {high:.2f} re"


class Pen:
    """Draws in points from the lower left corner; `top` arguments name the upper edge of what is drawn."""

    def __init__(self, size: tuple[float, float], *, title: str, author: str, language: str) -> None:
        self._buffer = io.BytesIO()
        font = fonts.chain()[0].fontName
        self.canvas: Any = canvas.Canvas(
            self._buffer, pagesize=size, invariant=1, initialFontName=font, lang=language
        )
        self.canvas.setViewerPreference("PrintScaling", "None")  # a bar stays as wide as its scanner needs
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.missing: set[str] = set()
        self.pages = 0

    def text(
        self,
        x: float,
        top: float,
        text: str,
        size: float,
        *,
        align: Align = "left",
        bold: bool = False,
        grey: float = INK,
        leading: float = 1.0,
        spacing: float = 0.0,
    ) -> None:
        """One line; `leading` is the height of its line box as a multiple of the size."""
        text = fonts.shown(text)
        if align != "left":
            wide = self.width(text, size, spacing)
            x -= wide if align == "right" else wide / 2
        writer = self.canvas.beginText(x, top - size * ((leading - 1) / 2 + 0.88))
        writer.setFillGray(grey)
        if spacing:
            writer.setCharSpace(spacing)
        if bold:
            self.canvas.setLineWidth(size * BOLD_STROKE)
            writer.setStrokeGray(grey)
            writer.setTextRenderMode(2)
        for font, stretch in fonts.runs(text):
            writer.setFont(font.fontName, size)
            writer.textOut(stretch)
        if spacing:
            writer.setCharSpace(0)
        if bold:
            writer.setTextRenderMode(0)
        self.canvas.drawText(writer)
        if not fonts.covered(text):
            self.missing |= fonts.missing(text)

    @staticmethod
    def width(text: str, size: float, spacing: float = 0.0) -> float:
        """How wide a line of text is."""
        return fonts.width(text, size) + spacing * max(len(text) - 1, 0)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, grey: float = INK, dash: float = 0) -> None:
        """A hairline, or a dashed one."""
        dashes = f"[{dash}] 0 d" if dash else "[] 0 d"
        self._operate(f"{grey} G {HAIRLINE} w {dashes} {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S [] 0 d")

    def box(self, x: float, top: float, wide: float, high: float, *, fill: float | None = None) -> None:
        """A hairline rectangle; with `fill` a shade without a border."""
        ink = f"{INK} G {HAIRLINE} w" if fill is None else f"{fill} g"
        self._operate(f"{ink} {_rectangle(x, top, wide, high)} {'S' if fill is None else 'f'}")

    def _operate(self, operators: str) -> None:
        """Operators as PDF has them: rectangles by the hundred through reportlab cost more than the text."""
        self.canvas.addLiteral(operators)

    def _blacken(self, x: float, top: float, rectangles: Iterable[tuple[float, float, float, float]]) -> None:
        """Black rectangles, placed from (x, top) to the right and down."""
        areas = " ".join(
            _rectangle(x + left, top - down, wide, high) for left, down, wide, high in rectangles
        )
        self._operate(f"{INK} g {areas} f")

    def barcode(
        self, at: float, top: float, value: str, high: float, *, room: float, centred: bool = False
    ) -> None:
        """Code 128 ending at `at` or around it, white paper beside it. A value too long for the room is
        drawn as a QR code, since narrower bars don't survive a slip printer.
        """
        modules = bar_modules(value)
        wide = sum(width for _dark, width in modules) * MODULE
        if wide > room:
            self.qr(at, top, value, high, centred=centred)
            return
        left = at - wide / (2 if centred else 1)
        self._blacken(left, top, ((x * MODULE, 0, width * MODULE, high) for x, width in _dark(modules)))

    def qr(self, at: float, top: float, value: str, high: float, *, centred: bool = False) -> None:
        """A QR code, level M, square of the given height, ending at `at` or around it."""
        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(value)
        code.make()
        side = high / code.getModuleCount()
        rows = ([(bool(dark), len(list(run))) for dark, run in groupby(row)] for row in code.modules)
        areas = (
            (x * side, number * side, width * side, side)
            for number, row in enumerate(rows)
            for x, width in _dark(row)
        )
        self._blacken(at - high / (2 if centred else 1), top, areas)

    def strokes(self, x: float, top: float, wide: float, high: float, signature: Strokes) -> None:
        """A signature as lines, as large as the place allows, its proportions kept."""
        scale = min(wide / signature.width, high / signature.height)
        left = x + (wide - signature.width * scale) / 2
        paths = (
            [f"{left + px * scale:.2f} {top - py * scale:.2f}" for px, py in stroke]
            for stroke in signature.paths
        )
        lines = (f"{path[0]} m {' l '.join(path[1:] or path)} l" for path in paths)
        self._operate(f"q 1 J 1 j {max(0.9, 3 * scale):.2f} w {INK} G {' '.join(lines)} S Q")

    def stamp(self, x: float, y: float, text: str, size: float) -> None:
        """A word across the sheet (作废): large, outlined, turned, with everything beneath still readable."""
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.rotate(24)
        wide = self.width(text, size, size / 5)
        self.canvas.setLineWidth(size / 24)
        self.canvas.setStrokeColorRGB(0.8, 0.1, 0.1, alpha=0.45)
        self.canvas.roundRect(-wide / 2 - size / 3, -size * 0.72, wide + size / 1.5, size * 1.44, size / 8)
        writer = self.canvas.beginText(-wide / 2, -size * 0.36)
        writer.setTextRenderMode(0)
        writer.setFillColorRGB(0.8, 0.1, 0.1, alpha=0.45)
        writer.setCharSpace(size / 5)
        for font, stretch in fonts.runs(text):
            writer.setFont(font.fontName, size)
            writer.textOut(stretch)
        self.canvas.drawText(writer)
        self.canvas.restoreState()

    def page(self) -> None:
        """End this page and begin the next."""
        self.canvas.showPage()
        self.pages += 1

    def finish(self) -> bytes:
        """The file. What could not be shown is logged by code point: the text may be a person's name."""
        for char in sorted(self.missing):
            log.warning("no glyph on paper for U+%04X", ord(char))
        self.canvas.save()
        return self._buffer.getvalue()
