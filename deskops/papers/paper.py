"""What a paper says, without how it is drawn. Workflows build one of these; `render` turns it into a PDF.

Every text may be lazy; it is translated into the language that is active while the paper is rendered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .strokes import Strokes

type Text = str | Promise
type Cell = Text | int | Decimal | date | datetime | None


NO_LINES = _("No lines")


class Size(models.TextChoices):
    """The sheet a paper goes on."""

    A4 = "a4", _("A4 form")
    LANDSCAPE = "landscape", _("A4 landscape list")
    SLIP = "slip", _("80 mm slip")
    TRIPLICATE = "triplicate", _("Form in copies")


class Code(StrEnum):
    """How the number is written for a scanner; it holds the number and nothing about a person."""

    CODE128 = "code128"
    QR = "qr"
    NONE = "none"


class Kind(StrEnum):
    """What a column holds, which decides alignment and writing."""

    TEXT = "text"
    """Words: left, wrapped."""
    CODE = "code"
    """A number that is a name (card, serial, time): left, in one line as long as the sheet has room."""
    COUNT = "count"
    """A whole number of things: right."""
    MONEY = "money"
    """Yuan with two places: right, thousands apart."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper: the company that answers for it, and its store."""

    company: Text
    store: Text


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value of the grid; `wide` takes a whole row. A Decimal is an amount in yuan."""

    label: Text
    value: Cell
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `weight` shares what room is left among columns of text; `summed` columns are
    added up in the table's total and page totals.
    """

    label: Text
    kind: Kind = Kind.TEXT
    weight: float = 1.0
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A row that adds up those before it, set off by weight and shade; not counted in the total again."""

    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under repeated headings. `total` adds a last row over the summed columns; `page_totals` one at
    the foot of each page, when there is more than one.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell] | Subtotal]
    heading: Text = ""
    total: bool = False
    page_totals: bool = False
    empty: Text = NO_LINES


@dataclass(frozen=True, slots=True)
class Total:
    """An amount at the foot. With `capitals` it is the paper's amount, also written in Chinese capitals."""

    label: Text
    amount: Decimal
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A place to sign: drawn when signed on screen, an empty line otherwise. `note` names the proxy and
    the paper seen, or says that the signature is on paper.
    """

    label: Text
    name: Text = ""
    strokes: Strokes | None = None
    at: datetime | None = None
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One business paper, ready to be drawn.

    `number` is the document's; `on` its business date; `maker` who made it (not who prints it); `stamp` a
    word across every copy (作废). `copies` names each copy; without names there is one. `columns` is the
    number of fields beside each other on a sheet of A4.
    """

    title: Text
    number: str
    store: Letterhead
    on: date
    maker: Text
    subtitle: Text = ""
    fields: Sequence[Field] = ()
    tables: Sequence[Table] = ()
    totals: Sequence[Total] = ()
    notes: Sequence[Text] = ()
    sign: Sequence[Sign] = ()
    copies: Sequence[Text] = ()
    size: Size = Size.A4
    stamp: Text = ""
    code: Code = Code.CODE128
    columns: int = 2


@dataclass(frozen=True, slots=True)
class PrintMark:
    """Who prints when, and the how-manyeth time: from the second on the paper says 补打."""

    by: Text
    at: datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file, how many pages it has, and the characters it could only show as 〓."""

    pdf: bytes
    pages: int
    missing: frozenset[str] = field(default_factory=frozenset)


STUB = pgettext_lazy("copy of a form", "stub copy")
FINANCE = pgettext_lazy("copy of a form", "finance copy")
CUSTOMER = pgettext_lazy("copy of a form", "customer copy")
DESK = pgettext_lazy("copy of a form", "desk copy")
AUDIT = pgettext_lazy("copy of a form", "audit copy")
VOID = pgettext_lazy("stamp on a paper", "VOID")
