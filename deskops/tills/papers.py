"""What a till prints: the count on the desk's slip, the closing sheet and the day sheet on A4."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from deskops.core.money import DENOMINATIONS
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Sign, Size, Subtotal, Table, Total

from .models import Count, DaySheet, Shift
from .queries import TenderSum, payments_of, shifts, tender_sums
from .rules import Pieces
from .services.counting import counted_pieces
from .sheets import SheetSection, frozen_sections


def count_slip(document: Document) -> Paper:
    """The blind count, by face, for the drawer's envelope; without what was expected."""
    shift = shifts().get(document=document)
    if shift.counted is None or shift.counted_at is None:
        raise Refused(
            "not_counted", _("This shift has not been counted yet."), remedy=_("Count the drawer first.")
        )
    return Paper(
        title=_("Till count"),
        number=document.number,
        store=_letterhead(document),
        on=shift.business_date,
        maker=shift.clerk.name,
        fields=[
            Field(_("Till"), shift.till.name),
            Field(_("Clerk"), str(shift.clerk)),
            Field(_("Counted at"), shift.counted_at),
        ],
        tables=[_faces(counted_pieces(shift, Count.Purpose.CLOSING))],
        totals=[Total(_("Counted"), shift.counted, capitals=True)],
        sign=[Sign(_("Counted by"), shift.clerk.name)],
        size=Size.SLIP,
    )


def closing_sheet(document: Document) -> Paper:
    """The whole shift: count, POS total, comparison, takings, float left, tenders, differences."""
    shift = shifts().get(document=document)
    if shift.closed_at is None:
        raise Refused(
            "not_closed", _("This shift is not closed yet."), remedy=_("Count and close the shift first.")
        )
    differences = shift.differences.all()
    return Paper(
        title=_("Closing sheet"),
        number=document.number,
        store=_letterhead(document),
        on=shift.business_date,
        maker=shift.clerk.name,
        fields=_closing_fields(shift),
        tables=[
            _two_counts(shift),
            _tenders(tender_sums(payments_of(shift))),
        ],
        totals=[Total(_("Takings taken out"), shift.taken_out or Decimal(0), capitals=True)],
        notes=[f"{one.get_moment_display()}: {one.amount} · {one.reason}" for one in differences],
        sign=[
            Sign(_("Clerk"), shift.clerk.name),
            Sign(_("Desk supervisor")),
            Sign(_("Finance")),
        ],
    )


def day_sheet(document: Document) -> Paper:
    """A desk position's day as it was filed, with a place for finance's tick beside each part."""
    sheet = DaySheet.objects.select_related("till").prefetch_related("ticks__by").get(pk=document.pk)
    ticked = {one.section: f"✓ {one.by.name}" for one in sheet.ticks.all()}
    sections = frozen_sections(sheet.content)
    return Paper(
        title=_("Day sheet"),
        number=document.number,
        store=_letterhead(document),
        on=sheet.business_date,
        maker=document.maker.name,
        fields=[Field(_("Till"), sheet.till.name), Field(_("Filed at"), document.made_at)],
        tables=[_section(section, ticked.get(section.code, "□")) for section in sections],
        sign=[Sign(_("Desk"), document.maker.name), Sign(_("Finance"))],
    )


def _letterhead(document: Document) -> Letterhead:
    return Letterhead(document.store.company, document.store.name)


def _closing_fields(shift: Shift) -> list[Field]:
    return [
        Field(_("Till"), shift.till.name),
        Field(_("Clerk"), str(shift.clerk)),
        Field(_("Opened at"), shift.opened_at),
        Field(_("Closed at"), shift.closed_at),
        Field(_("Counted at opening"), shift.opening),
        Field(_("Counted"), shift.counted),
        Field(_("POS cash total"), shift.pos_total),
        Field(_("without papers of this desk"), shift.pos_own),
        Field(_("Expected by the books"), shift.expected),
        Field(_("Over or short"), shift.difference),
        Field(_("Float left"), shift.left),
    ]


def _faces(pieces: Pieces) -> Table:
    return Table(
        columns=[
            Column(_("Face (yuan)"), Kind.MONEY),
            Column(_("Pieces"), Kind.COUNT),
            Column(_("Amount"), Kind.MONEY, summed=True),
        ],
        rows=[(face, pieces.get(face, 0), face * pieces.get(face, 0)) for face in DENOMINATIONS],
        heading=_("Notes and coins"),
        total=True,
    )


def _two_counts(shift: Shift) -> Table:
    counted = counted_pieces(shift, Count.Purpose.CLOSING)
    taken = counted_pieces(shift, Count.Purpose.TAKINGS)
    rows = [
        (
            face,
            counted.get(face, 0),
            face * counted.get(face, 0),
            taken.get(face, 0),
            face * taken.get(face, 0),
            counted.get(face, 0) - taken.get(face, 0),
        )
        for face in DENOMINATIONS
    ]
    return Table(
        columns=[
            Column(_("Face (yuan)"), Kind.MONEY),
            Column(_("Counted, pieces"), Kind.COUNT),
            Column(_("Counted, yuan"), Kind.MONEY, summed=True),
            Column(_("Takings, pieces"), Kind.COUNT),
            Column(_("Takings, yuan"), Kind.MONEY, summed=True),
            Column(_("Left, pieces"), Kind.COUNT),
        ],
        rows=rows,
        heading=_("Notes and coins"),
        total=True,
    )


def _tenders(sums: Sequence[TenderSum]) -> Table:
    return Table(
        columns=[
            Column(_("Tender")),
            Column(_("Number of papers"), Kind.COUNT),
            Column(_("Taken"), Kind.MONEY, summed=True),
            Column(_("Paid"), Kind.MONEY, summed=True),
            Column(_("Rounding"), Kind.MONEY, summed=True),
        ],
        rows=[(str(row.tender), row.payments, row.taken, row.paid, row.rounding) for row in sums],
        heading=_("By tender"),
        total=True,
    )


def _section(section: SheetSection, tick: str) -> Table:
    rows: list[Sequence[str | int | Decimal | None] | Subtotal] = [
        (str(line.label), line.number or None, line.taken, line.paid, None) for line in section.lines
    ]
    rows.append(Subtotal((_("Sum"), section.number or None, section.taken, section.paid, tick)))
    if section.opening is not None:
        rows.insert(0, (str(_("At the beginning")), None, section.opening, None, None))
        rows.append(Subtotal((_("At the end"), None, section.closing, None, None)))
    return Table(
        columns=[
            Column(_("What"), weight=3),
            Column(_("Number of papers"), Kind.COUNT),
            Column(_("Taken"), Kind.MONEY),
            Column(_("Paid"), Kind.MONEY),
            Column(_("Finance")),
        ],
        rows=rows,
        heading=section.label,
    )


paper_kinds.add(PaperKind("till_closing", "till_shift", _("Closing sheet"), closing_sheet))
paper_kinds.add(PaperKind("till_count", "till_shift", _("Till count"), count_slip, frozenset({Size.A4})))
paper_kinds.add(PaperKind("day_sheet", "day_sheet", _("Day sheet"), day_sheet))
