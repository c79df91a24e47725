"""One receipt with Chinese, against the same text drawn on a bare canvas with the same font."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from reportlab.pdfgen import canvas

from deskops.papers import fonts
from deskops.papers.layout import render
from deskops.papers.paper import Paper
from tests.bench.harness import Row, compare
from tests.papers.samples import MARK, refund, slip


def rows(scale: float) -> Iterator[Row]:
    """The slip of a top-up and the A4 form of a refund, both with barcode and signatures."""
    del scale
    yield _row("receipt, 80 mm slip", slip())
    yield _row("receipt, A4 form", refund())


def _row(name: str, paper: Paper) -> Row:
    lines = _lines(paper)
    return compare(name, lambda: _bare(lines), lambda: render(paper, printed=MARK), bound=2, rounds=60)


def _lines(paper: Paper) -> list[str]:
    [page] = PdfReader(io.BytesIO(render(paper, printed=MARK))).pages
    return page.extract_text().splitlines()


def _bare(lines: list[str]) -> bytes:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, invariant=1)
    sheet.setFont(fonts.chain()[0].fontName, 10)
    for number, line in enumerate(lines):
        sheet.drawString(40, 800 - 12 * number, line)
    sheet.save()
    return buffer.getvalue()
