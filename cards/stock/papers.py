"""What blank cards print: those written off, and a count."""

from django.utils.translation import gettext as _

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
        sign=[Sign(_("Desk")), Sign(_("Witness"))],
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
        Column(_("Difference")),
        Column(_("First number"), Kind.CODE),
        Column(_("Last number"), Kind.CODE),
        Column(_("pieces"), Kind.COUNT),
    ]
    decided = Approval.objects.filter(document=document, decision=Decision.APPROVED)
    signed = [
        Sign(row.get_role_display(), row.decided_by.name if row.decided_by else "", None, row.decided_at)
        for row in decided.select_related("decided_by").order_by("step")
    ]
    return Paper(
        title=_("Count of blank cards"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("By the books"), made.expected),
            Field(_("Found"), made.found),
            Field(_("State"), str(made.get_state_display())),
            Field(_("Reason"), made.reason or "–", wide=True),
        ],
        tables=[Table(columns, rows)] if rows else [],
        sign=[Sign(_("Desk")), *signed],
    )
