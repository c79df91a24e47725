"""Reading a PDF back: where every piece of text stands, by what the file itself says."""

import io
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True)
class Piece:
    """One shown string: its em box in points."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Piece") -> bool:
        slack = 0.05
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.bottom + slack < other.top
            and other.bottom + slack < self.top
        )


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def text(pdf: bytes) -> str:
    """All text without white space: a line break is no difference."""
    return "".join("".join(page.extract_text().split()) for page in pages(pdf))


def pieces(page: PageObject) -> list[Piece]:
    resources: Any = page["/Resources"]
    fonts = {name: font.get_object() for name, font in resources["/Font"].items()}
    found: list[Piece] = []
    x = y = size = spacing = 0.0
    widths: list[float] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        match operator:
            case b"Tm":
                x, y = float(operands[4]), float(operands[5])
            case b"Tf":
                widths, size = [float(w) for w in fonts[operands[0]]["/Widths"]], float(operands[1])
            case b"Tc":
                spacing = float(operands[0])
            case b"Tj":
                codes = operands[0].original_bytes
                wide = sum(widths[code] * size / 1000 + spacing for code in codes)
                if codes.strip(b" "):
                    found.append(Piece(x, y - 0.12 * size, x + wide - spacing, y + 0.88 * size))
                x += wide
    return found


def overlaps(pdf: bytes) -> list[tuple[int, Piece, Piece]]:
    """Pairs of pieces of text that lie upon each other, with the number of their page."""
    return [
        (number, piece, other)
        for number, page in enumerate(pages(pdf), start=1)
        for piece, other in combinations(pieces(page), 2)
        if piece.meets(other)
    ]
