"""What gifts print: the slip of an issue, the sheet of a count that doesn't tell the book, its report."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.models import Signature
from deskops.papers.paper import (
    CUSTOMER,
    STUB,
    VOID,
    Cell,
    Column,
    Field,
    Kind,
    Letterhead,
    Paper,
    Sign,
    Size,
    Table,
    Text,
    Total,
)
from deskops.papers.queries import sign_places
from members.rules.masks import mask_phone

from .models import CountLine, GiftArrival, GiftCount, GiftIssue, GiftPlan, GiftRequest, Movement
from .services.counting import lines_of

State = GiftCount.State
SHOWN = (State.COUNTED, State.ASKED, State.REJECTED, State.DONE)


def _letterhead(document: Document) -> Letterhead:
    return Letterhead(document.store.company, document.store.name)


def issue_slip(document: Document) -> Paper:
    """The slip of an issue: receipts, gifts, the very text that was signed."""
    rows = GiftIssue.objects.select_related("campaign").prefetch_related("lines__item", "uses__purchase")
    issue = rows.get(pk=document.pk)
    signature = Signature.objects.filter(document=document).order_by("pk").first()
    return Paper(
        title=_("Gifts issued"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=document.maker.name,
        fields=[
            Field(_("Campaign"), issue.occasion, wide=True),
            Field(_("Customer"), issue.name),
            Field(_("Telephone"), mask_phone(issue.telephone)),
            *([Field(_("Amount of the purchases"), issue.purchased)] if issue.campaign else []),
        ],
        tables=[
            Table(
                [
                    Column(_("Gift")),
                    Column(pgettext_lazy("gift", "Pieces"), Kind.COUNT),
                    Column(_("Value of one"), Kind.MONEY),
                ],
                [[str(line.item), line.quantity, line.value] for line in issue.lines.all()],
            )
        ],
        notes=(signature.body if signature else "").splitlines(),
        sign=sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
        copies=[STUB, CUSTOMER],
        size=Size.SLIP,
        stamp=VOID if issue.state == GiftIssue.State.UNDONE else "",
    )


def count_sheet(document: Document) -> Paper:
    """The sheet to count with: gifts and empty boxes. What the book says doesn't stand on it."""
    count = GiftCount.objects.select_related("place__store", "campaign").get(document=document)
    if count.state in (State.PLANNED, State.CANCELLED):
        raise Refused("not_started", _("This count hasn't started."), remedy=_("Start it first."))
    rows = CountLine.objects.filter(count=count).select_related("item").order_by("position")
    return Paper(
        title=_("Count sheet of gifts"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=document.maker.name,
        subtitle=count.get_kind_display(),
        fields=[
            Field(_("Place"), count.place.get_kind_display()),
            Field(_("Started at"), count.started_at),
            Field(_("Campaign"), count.campaign.name if count.campaign else ""),
        ],
        tables=[
            Table(
                [
                    Column(_("No."), Kind.COUNT),
                    Column(_("Item number"), Kind.CODE),
                    Column(_("Gift"), weight=2.5),
                    Column(_("Unit")),
                    Column(pgettext_lazy("gift count", "Counted")),
                    Column(_("Remark")),
                ],
                [[row.position, row.item.code, str(row.item), row.item.unit, "", ""] for row in rows],
            )
        ],
        notes=[_("Write 0 where nothing is there; a blank is not a zero.")],
        sign=[Sign(pgettext_lazy("gift count", "Counter")), Sign(_("Witness"))],
    )


def count_report(document: Document) -> Paper:
    """The report of a count (盘点报告): every line, also those that agree, surplus and how it was settled."""
    count = GiftCount.objects.select_related("place__store", "closed_by", "witness").get(document=document)
    if count.state not in SHOWN:
        raise Refused(
            "not_counted", _("This count isn't closed yet."), remedy=_("Counter and witness sign it first.")
        )
    lines = lines_of(count)
    return Paper(
        title=_("Report of a gift count"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=document.maker.name,
        subtitle=count.get_kind_display(),
        fields=[
            Field(_("Place"), count.place.get_kind_display()),
            Field(_("State"), count.get_state_display()),
            Field(_("Started at"), count.started_at),
            Field(pgettext_lazy("gift count", "Counted at"), count.closed_at),
            Field(_("How differences are explained"), count.settled_how, wide=True),
            Field(_("Why some were not counted"), count.blank_why, wide=True),
        ],
        tables=[
            Table(
                [
                    Column(_("Gift"), weight=2.5),
                    Column(_("Book"), Kind.COUNT),
                    Column(_("Moved"), Kind.COUNT),
                    Column(pgettext_lazy("gift count", "Counted"), Kind.COUNT),
                    Column(_("Again"), Kind.COUNT),
                    Column(pgettext_lazy("gift count", "Difference"), Kind.COUNT, summed=True),
                    Column(_("Yuan"), Kind.MONEY, summed=True),
                ],
                [_reported(line) for line in lines],
                total=True,
            )
        ],
        sign=sign_places(
            document,
            {
                Signature.Role.CLERK: pgettext_lazy("gift count", "Counter"),
                Signature.Role.WITNESS: _("Witness"),
            },
        ),
        size=Size.A4,
    )


def _reported(line: CountLine) -> list[Cell]:
    final = line.final or 0
    return [
        str(line.item),
        line.book,
        line.moved,
        _("not counted") if line.counted is None else line.counted,
        line.again,
        final,
        line.value * final,
    ]


def arrival_paper(document: Document) -> Paper:
    """What came in from a supplier."""
    arrival = GiftArrival.objects.select_related("place").get(pk=document.pk)
    moved = Movement.objects.filter(document=document).select_related("stock__item").order_by("pk")
    return _list(
        document,
        _("Gifts from a supplier"),
        [
            Field(_("Supplier"), arrival.supplier),
            Field(_("Delivery slip"), arrival.slip),
            Field(_("Place"), arrival.place.get_kind_display()),
        ],
        [[str(row.stock.item), row.change, row.stock.item.unit] for row in moved],
    )


def request_paper(document: Document) -> Paper:
    """What a store asks of head office."""
    request = GiftRequest.objects.select_related("campaign").get(pk=document.pk)
    lines = request.lines.select_related("item").order_by("item__name")
    return _list(
        document,
        _("Request for gifts"),
        [
            Field(_("What for"), request.why, wide=True),
            Field(_("Campaign"), request.campaign.name if request.campaign else ""),
            Field(_("State"), request.get_state_display()),
        ],
        [[str(row.item), row.quantity, row.item.unit] for row in lines],
    )


def _list(document: Document, title: Text, fields: list[Field], rows: list[list[Cell]]) -> Paper:
    return Paper(
        title=title,
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=document.maker.name,
        fields=fields,
        tables=[
            Table(
                [
                    Column(_("Gift"), weight=2.5),
                    Column(pgettext_lazy("gift", "Pieces"), Kind.COUNT, summed=True),
                    Column(_("Unit")),
                ],
                rows,
                total=True,
            )
        ],
        sign=[Sign(pgettext_lazy("paper", "Made by"), document.maker.name), Sign(_("Checked by"))],
    )


def plan_paper(document: Document) -> Paper:
    """The purchase plan with what it was worked out from."""
    plan = GiftPlan.objects.get(pk=document.pk)
    lines = plan.lines.select_related("item").order_by("item__name")
    return Paper(
        title=_("Purchase plan of gifts"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=document.maker.name,
        fields=[
            Field(_("Issued from"), plan.since),
            Field(_("until"), plan.until),
            Field(_("Campaigns until"), plan.ahead),
            Field(_("State"), plan.get_state_display()),
            Field(_("Explanation"), plan.words, wide=True),
        ],
        tables=[
            Table(
                [
                    Column(_("Gift"), weight=2.5),
                    Column(pgettext_lazy("gift", "Issued"), Kind.COUNT),
                    Column(_("Needed"), Kind.COUNT),
                    Column(_("In stock"), Kind.COUNT),
                    Column(_("To buy"), Kind.COUNT),
                    Column(_("Yuan"), Kind.MONEY, summed=True),
                ],
                [
                    [
                        str(row.item),
                        row.issued,
                        row.needed,
                        row.in_stock,
                        row.quantity,
                        row.value * row.quantity,
                    ]
                    for row in lines
                ],
                total=True,
            )
        ],
        totals=[Total(_("Amount"), document.amount, capitals=True)] if document.amount else [],
        sign=[Sign(pgettext_lazy("paper", "Made by"), document.maker.name), Sign(_("General manager"))],
    )


for paper in (
    PaperKind("gift_issue", "gift_issue", _("Gifts issued"), issue_slip, frozenset({Size.A4})),
    PaperKind("gift_count_sheet", "gift_count", _("Count sheet of gifts"), count_sheet),
    PaperKind("gift_count_report", "gift_count", _("Report of a gift count"), count_report),
    PaperKind("gift_arrival", "gift_arrival", _("Gifts from a supplier"), arrival_paper),
    PaperKind("gift_request", "gift_request", _("Request for gifts"), request_paper),
    PaperKind("gift_plan", "gift_plan", _("Purchase plan of gifts"), plan_paper),
):
    paper_kinds.add(paper)
