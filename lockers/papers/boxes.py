"""开柜登记 and 清柜记录."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Paper, Sign, Size, Table
from deskops.papers.queries import sign_places

from ..models import Sweep, SweepLine
from ..services.openings import opening_of
from ..services.sweeps import lines_of
from .deposits import letterhead

Result = SweepLine.Result
ACROSS = 10


def opening_paper(document: Document) -> Paper:
    """Who asked, what they said, what was inside, who stood by."""
    opening = opening_of(document.pk)
    customer = opening.customer
    proven = _("by number and password")
    return Paper(
        title=_("Record of a box opened by hand"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Locker box"), f"{opening.box.label} · {opening.box.cabinet.where}"),
            Field(_("Cause"), str(opening.get_cause_display())),
            Field(_("What the customer says is inside"), opening.said, wide=True),
            Field(_("Customer"), f"{customer} {customer.masked}".strip()),
            Field(_("Paper seen"), customer.identity),
            Field(_("What was inside"), opening.inside or "–", wide=True),
            Field(_("Outcome"), str(opening.get_outcome_display()) if opening.outcome else opening.why_not),
            Field(_("Opened at"), opening.opened_at or ""),
        ],
        notes=[_("The customer said what was inside before the box was opened.")],
        sign=[
            *sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
            Sign(_("Desk"), str(opening.opened_by or document.maker), at=opening.opened_at),
            Sign(
                _("Security as witness"),
                str(opening.guard or ""),
                at=opening.opened_at,
                note=proven if opening.guard else "",
            ),
        ],
        size=Size.A4,
    )


def sweep_paper(document: Document) -> Paper:
    """Every box: those with something left, those that stuck, and the empty ones row by row."""
    sweep = Sweep.objects.select_related("signed_by", "guard").get(document=document)
    lines = lines_of(sweep)
    signed = _("by number and password") if sweep.guard else ""
    return Paper(
        title=_("Sweep sheet"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Boxes"), str(len(lines))),
            *(
                Field(str(result.label), str(sum(line.result == result for line in lines)))
                for result in Result
            ),
            Field(_("Note"), sweep.note or "–", wide=True),
        ],
        tables=[_left(lines), *_boxes(lines)],
        sign=[
            Sign(_("Desk"), str(sweep.signed_by or ""), at=sweep.signed_at),
            Sign(_("Security"), str(sweep.guard or ""), at=sweep.signed_at, note=signed),
        ],
        size=Size.A4,
        columns=4,
    )


def _left(lines: Sequence[SweepLine]) -> Table:
    rows = [
        (line.box.label, line.item.document.number, line.item.description, line.at)
        for line in lines
        if line.item
    ]
    return Table(
        [
            Column(_("Locker box"), Kind.CODE),
            Column(_("Found item"), Kind.CODE),
            Column(_("What it is"), weight=3),
            Column(_("Time"), Kind.CODE),
        ],
        rows,
        heading=_("Left in boxes"),
        empty=_("Nothing was left."),
    )


def _boxes(lines: Sequence[SweepLine]) -> list[Table]:
    """The boxes of one result beside each other, so that 2,000 of them stay on few pages."""
    tables = []
    for result, heading in (
        (Result.STUCK, _("Couldn't be opened")),
        (Result.UNSEEN, _("Not looked into")),
        (Result.EMPTY, _("Empty")),
    ):
        labels = [line.box.label for line in lines if line.result == result]
        if labels:
            rows = [labels[at : at + ACROSS] for at in range(0, len(labels), ACROSS)]
            rows[-1] += [""] * (ACROSS - len(rows[-1]))
            tables.append(Table([Column("", Kind.CODE)] * ACROSS, rows, heading=heading))
    return tables
