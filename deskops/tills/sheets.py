"""Adding up a desk position's business date: the drawer, how papers were paid, what other rooms add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.money import ZERO, yuan
from deskops.documents.kinds import document_kinds
from deskops.ledger.kinds import AccountKind
from deskops.ledger.queries import movement

from .models import Payment, Shift, Tender, Till
from .plugs import DaySheetLine, day_sheet_sections

CLOSING = "till_closing"


@dataclass(frozen=True)
class SheetSection:
    """A part of a day sheet; ``opening`` and ``closing`` only for the drawer."""

    code: str
    label: str
    lines: Sequence[DaySheetLine]
    opening: Decimal | None = None

    @property
    def tells_cash(self) -> bool:
        """Whether what the drawer should hold can be read from it: hidden until the blind count."""
        return self.code in ("drawer", "papers")

    @property
    def taken(self) -> Decimal:
        return sum((line.taken for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def number(self) -> int:
        return sum(line.number for line in self.lines)

    @property
    def closing(self) -> Decimal | None:
        """What is in the drawer at the end; None where nothing is carried over."""
        return None if self.opening is None else self.opening + self.taken - self.paid


def sheet_sections(till: Till, business_date: date) -> list[SheetSection]:
    """All parts of a desk's day sheet; five queries and one for each part that is plugged in.

    A plugged part of which nothing happened is left out: there is nothing for finance to tick.
    """
    plugged = [
        SheetSection(part.code, str(part.label), list(part.lines(till, business_date)))
        for part in sorted(day_sheet_sections, key=lambda section: section.order)
    ]
    return [
        _drawer(till, business_date),
        _papers(till, business_date),
        *(section for section in plugged if section.lines),
    ]


def _drawer(till: Till, day: date) -> SheetSection:
    moved = movement(kind=AccountKind.TILL_CASH, store=till.store, first=day, last=day, code=till.code)
    lines = [
        DaySheetLine(line.label, 0, line.came_in, line.went_out)
        for line in moved.lines
        if line.kind != CLOSING
    ]
    closings = [line for line in moved.lines if line.kind == CLOSING]
    for line in closings:
        lines += _closing_lines(till, day, line.came_in - line.went_out)
    return SheetSection("drawer", _("Cash in the drawer"), lines, moved.opening)


def _closing_lines(till: Till, day: date, moved: Decimal) -> list[DaySheetLine]:
    """A close posts POS cash and difference in one transfer; finance reads them apart."""
    found = Shift.objects.filter(till=till, business_date=day, closed_at__isnull=False).aggregate(
        over=Sum("difference", filter=Q(difference__gt=0), default=ZERO),
        short=Sum("difference", filter=Q(difference__lt=0), default=ZERO),
    )
    over, short = yuan(found["over"]), yuan(found["short"])
    pos = moved - over - short
    lines = [
        DaySheetLine(_("POS cash at closing"), 0, max(pos, ZERO), max(-pos, ZERO)),
        DaySheetLine(_("over and short"), 0, over, -short),
    ]
    return [line for line in lines if line.taken or line.paid]


def _papers(till: Till, day: date) -> SheetSection:
    """Payments of the desk's shifts by kind of paper and tender, cash as it moved."""
    rows = (
        Payment.objects.filter(shift__till=till, document__business_date=day)
        .values("document__kind", "tender")
        .annotate(
            number=Count("pk"),
            taken=Sum("amount", filter=Q(amount__gt=0), default=ZERO),
            paid=Sum("amount", filter=Q(amount__lt=0), default=ZERO),
        )
        .order_by("document__kind", "tender__sort")
    )
    tenders = Tender.objects.in_bulk()
    lines = [
        DaySheetLine(
            f"{document_kinds.get(row['document__kind']).label} · {tenders[row['tender']]}",
            row["number"],
            row["taken"],
            -row["paid"],
        )
        for row in rows
    ]
    return SheetSection("papers", _("Papers by tender"), lines)


def sheet_body(till: Till, sections: Sequence[SheetSection]) -> dict[str, Any]:
    """What is frozen of a day sheet."""
    return {
        "till": till.code,
        "sections": [
            {
                "code": section.code,
                "label": section.label,
                "opening": None if section.opening is None else str(section.opening),
                "lines": [
                    {
                        "label": str(line.label),
                        "number": line.number,
                        "taken": str(yuan(line.taken)),
                        "paid": str(yuan(line.paid)),
                    }
                    for line in section.lines
                ],
            }
            for section in sections
        ],
    }


def frozen_sections(body: dict[str, Any]) -> list[SheetSection]:
    """The sections that a filed sheet holds."""
    return [
        SheetSection(
            section["code"],
            section["label"],
            [
                DaySheetLine(line["label"], line["number"], yuan(line["taken"]), yuan(line["paid"]))
                for line in section["lines"]
            ],
            None if section["opening"] is None else yuan(section["opening"]),
        )
        for section in body["sections"]
    ]


def sheet_in_chinese(till: Till, business_date: date) -> dict[str, Any]:
    """The body of a sheet to be filed: papers are in Chinese, whoever files them."""
    with translation.override(settings.LANGUAGE_CODE):
        return sheet_body(till, sheet_sections(till, business_date))
