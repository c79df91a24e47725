"""What blank cards print: those written off, and a count."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.approvals.models import Approval, Decision
from deskops.documents.models import Document
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Sign, Table

from ..models import StockCount, StockMove


def spoiled_paper(document: Document) -> Paper:
    """Blank cards written off, with the reason, signed by two who destroy them."""
    rows = list(StockMove.objects.filter(document=document).select_related("series").order_by("pk"))
    return Paper(
        title=_("Blank cards written off"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[Field(_("Reason"), rows[0].reason if rows else "", wide=True)],
        tables=[
            Table(
                [
                    Column(_("First number"), Kind.CODE),
                    Column(_("Last number"), Kind.CODE),
                    Column(_("pieces"), Kind.COUNT, summed=True),
                ],
                [(row.series.number(row.first), row.series.number(row.last), row.count) for row in rows],
                total=True,
            )
        ],
        sign=[Sign(_("Desk")), Sign(pgettext("blank cards", "Witness"))],
    )


def count_paper(document: Document) -> Paper:
    """A count of blank cards: by the books, found, and which numbers differ."""
    made = StockCount.objects.select_related("document__store").get(document=document)
    rows = [
        (
            _("missing") if span.missing else _("found besides"),
            span.series.number(span.first),
            span.series.number(span.last),
            span.count,
        )
        for span in made.spans.select_related("series").order_by("pk")
    ]
    columns = [
        Column(pgettext("blank cards", "Difference")),
        Column(_("First number"), Kind.CODE),
        Column(_("Last number"), Kind.CODE),
        Column(_("pieces"), Kind.COUNT),
    ]
    asked = Approval.objects.filter(document=document).exclude(decision=Decision.VOID)
    signed = [_box(row) for row in asked.select_related("decided_by").order_by("step")]
    return Paper(
        title=_("Count of blank cards"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("By the books"), made.expected),
            Field(pgettext("blank cards", "Found"), made.found),
            Field(_("State"), str(made.get_state_display())),
            Field(_("Reason"), made.reason or "–", wide=True),
        ],
        tables=[Table(columns, rows)] if rows else [],
        sign=[Sign(_("Desk")), *signed],
    )


def _box(row: Approval) -> Sign:
    """Who decided the difference and when; empty, to be signed on paper, while it waits."""
    if row.decision != Decision.APPROVED or row.decided_by is None:
        return Sign(row.get_role_display())
    return Sign(row.get_role_display(), row.decided_by.name, None, row.decided_at)
