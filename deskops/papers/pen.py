"""A reportlab canvas that measures, splits runs by font, and never drops a character silently."""

import io
import logging
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


class Pen:
    """Draws in points from the lower left corner; `top` arguments name the upper edge of what is drawn."""

    def __init__(self, size: tuple[float, float], *, title: str, author: str) -> None:
        self._buffer = io.BytesIO()
        self.canvas: Any = canvas.Canvas(
            self._buffer, pagesize=size, invariant=1, initialFontName=fonts.chain()[0].fontName
        )
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
        if not text.isascii():
            self.missing |= fonts.missing(text)

    @staticmethod
    def width(text: str, size: float, spacing: float = 0.0) -> float:
        """How wide a line of text is."""
        return fonts.width(text, size) + spacing * max(len(text) - 1, 0)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, grey: float = INK, dash: float = 0) -> None:
        """A hairline, or a dashed one."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(HAIRLINE)
        self.canvas.setDash([dash] if dash else [])
        self.canvas.line(x1, y1, x2, y2)
        self.canvas.setDash()

    def box(self, x: float, top: float, wide: float, high: float, *, fill: float | None = None) -> None:
        """A hairline rectangle; with `fill` a shade without a border."""
        self.canvas.setStrokeGray(INK)
        self.canvas.setLineWidth(HAIRLINE)
        if fill is not None:
            self.canvas.setFillGray(fill)
        self.canvas.rect(x, top - high, wide, high, stroke=fill is None, fill=fill is not None)

    def barcode(
        self, at: float, top: float, value: str, high: float, *, room: float, centred: bool = False
    ) -> None:
        """Code 128 ending at `at` or around it, white paper beside it. A value too long for the room is
        drawn as a QR code, since narrower bars don't survive a slip printer.
        """
        bars = code128.Code128(value, barHeight=high, barWidth=MODULE, quiet=0)
        if bars.width > room:
            self.qr(at, top, value, high, centred=centred)
            return
        self.canvas.setFillGray(INK)
        bars.drawOn(self.canvas, at - bars.width / (2 if centred else 1), top - high)

    def qr(self, at: float, top: float, value: str, high: float, *, centred: bool = False) -> None:
        """A QR code, level M, square of the given height, ending at `at` or around it."""
        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(value)
        code.make()
        left, side = at - high / (2 if centred else 1), high / code.getModuleCount()
        self.canvas.setFillGray(INK)
        for row, modules in enumerate(code.modules):
            column = 0
            for dark, run in groupby(modules):
                length = len(list(run))
                if dark:
                    x, y = left + column * side, top - (row + 1) * side
                    self.canvas.rect(x, y, length * side, side, stroke=0, fill=1)
                column += length

    def strokes(self, x: float, top: float, wide: float, high: float, signature: Strokes) -> None:
        """A signature as lines, as large as the place allows, its proportions kept."""
        scale = min(wide / signature.width, high / signature.height)
        left = x + (wide - signature.width * scale) / 2
        path = self.canvas.beginPath()
        for stroke in signature.paths:
            first, *rest = [(left + px * scale, top - py * scale) for px, py in stroke]
            path.moveTo(*first)
            for point in rest or [first]:
                path.lineTo(*point)
        self.canvas.saveState()
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)
        self.canvas.setLineWidth(max(0.9, 3 * scale))
        self.canvas.setStrokeGray(INK)
        self.canvas.drawPath(path)
        self.canvas.restoreState()

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
