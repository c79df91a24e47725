"""A handoff on paper: what was sent, line by line, and both signatures."""

from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.documents.models import Document
from deskops.org.models import Role, Staff
from deskops.papers.paper import Cell as PaperCell
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Sign, Size, Table, Total

from .kinds import Cell, HandoffKind, Section
from .layout import Part, Shown, parts, until
from .models import Handoff, State

KINDS = {Cell.TEXT: Kind.TEXT, Cell.MONEY: Kind.MONEY, Cell.INT: Kind.COUNT, Cell.DATE: Kind.CODE}
WIDE = 5  # further columns from which the sheet lies across


def handoff_paper(document: Document) -> Paper:
    """The form of a handoff, in as many copies as its kind names."""
    handoff = Handoff.objects.select_related(
        "document__maker", "store", "floor", "sent_by", "received_by", "settled_by", "counter_of"
    ).get(pk=document.pk)
    rows = list(handoff.lines.order_by("position"))
    return Paper(
        title=handoff.spec.label,
        number=document.number,
        store=Letterhead(handoff.store.company, handoff.store.name),
        on=handoff.business_date,
        maker=str(document.maker),
        fields=_fields(handoff),
        tables=[_table(part, several=len(handoff.spec.sections) > 1) for part in parts(handoff, rows)],
        totals=_totals(handoff),
        notes=[_("SHA-256 of what was sent: %(digest)s") % {"digest": handoff.digest}],
        sign=_sign(handoff),
        stamp=_("WITHDRAWN") if handoff.state == State.WITHDRAWN else "",
        copies=handoff.spec.copies,
        size=_size(handoff.spec),
    )


def _size(kind: HandoffKind) -> Size:
    if any(len(section.columns) >= WIDE for section in kind.sections):
        return Size.LANDSCAPE
    return Size.TRIPLICATE if len(kind.copies) > 1 else Size.A4


def _fields(handoff: Handoff) -> list[Field]:
    fields = [
        Field(_("From"), Role(handoff.giver_role).label),
        Field(_("To"), _receiver(handoff)),
        Field(_("State"), State(handoff.state).label),
    ]
    if handoff.due_at:
        fields.append(Field(_("Due"), until(handoff.due_at)))
    if handoff.receipt_number:
        fields.append(Field(_("Number of the receiver's receipt"), handoff.receipt_number))
    return fields


def _receiver(handoff: Handoff) -> str:
    label = str(Role(handoff.receiver_role).label)
    return f"{label} · {handoff.floor}" if handoff.floor else label


def _table(part: Part, *, several: bool) -> Table:
    section = part.section
    differing = any(row.line.differs for row in part.rows)
    columns = [Column(_("No."), Kind.COUNT), Column(_("Item"), weight=2)]
    columns += [Column(column.title, KINDS[column.kind]) for column in section.columns]
    if section.quantity:
        columns.append(Column(section.quantity, Kind.COUNT, summed=True))
        if differing:
            columns.append(Column(_("Agreed quantity"), Kind.COUNT, summed=True))
    if section.amount:
        columns.append(Column(section.amount, Kind.MONEY, summed=True))
        if differing:
            columns.append(Column(_("Agreed amount"), Kind.MONEY, summed=True))
    cells = [_cells(row, section, differing=differing) for row in part.rows]
    return Table(
        columns,
        cells,
        heading=section.title if several else "",
        total=section.summed and len(cells) > 1,
        page_totals=section.summed,
    )


def _cells(row: Shown, section: Section, *, differing: bool) -> list[PaperCell]:
    line = row.line
    cells: list[PaperCell] = [line.position, line.label, *(value for _kind, value in row.cells)]
    if section.quantity:
        cells.append(line.quantity)
        if differing:
            cells.append(line.agreed_quantity if line.differs else line.quantity)
    if section.amount:
        cells.append(line.amount)
        if differing:
            cells.append(line.agreed_amount if line.differs else line.amount)
    return cells


def _totals(handoff: Handoff) -> list[Total]:
    given = handoff.total_amount
    if given is None:
        return []
    agreed = handoff.final_amount
    if agreed is None or agreed == given:
        return [Total(_("Total"), given, capitals=True)]
    return [
        Total(_("Given"), given),
        Total(_("Difference"), Decimal(agreed - given)),
        Total(_("Agreed and received"), agreed, capitals=True),
    ]


def _sign(handoff: Handoff) -> list[Sign]:
    giver = Sign(_("Giver's signature"), _name(handoff.sent_by), at=handoff.sent_at)
    note = _("at %(name)s's screen") % {"name": handoff.counter_of.name} if handoff.counter_of else ""
    receiver = Sign(_("Receiver's signature"), _name(handoff.received_by), at=handoff.received_at, note=note)
    return [giver, receiver]


def _name(staff: Staff | None) -> str:
    return f"{staff.number} {staff.name}" if staff else ""
