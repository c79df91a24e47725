"""The money that went back, tender by tender, beside the accounts it left."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.columns import approvers
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, Report
from deskops.ledger.reports.expressions import person, running, worded
from deskops.tills.models import Tender
from deskops.tills.reports.payments import clerk_choice, tender_choice, tender_name

from ..models import Purchase, Refund, RefundTender
from .expressions import (
    AND,
    approved_by,
    approver_choice,
    exception,
    exception_choice,
    floor_choice,
    floors_of,
    goods_of,
    marked,
    reason_choice,
    unverified,
)

ORDER = ("document__business_date", "document_id")


def done(asked: Asked) -> QuerySet[RefundTender]:
    """The money that went back in a store on its business dates."""
    dates = (asked.first, asked.last)
    return RefundTender.objects.filter(
        state=RefundTender.State.DONE, document__store=asked.store, document__business_date__range=dates
    )


def _rows(asked: Asked) -> QuerySet[RefundTender]:
    return (
        done(asked)
        .annotate(floors=marked(floors_of("refund")), agreed=approved_by("refund__document"))
        .order_by(*ORDER)
    )


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("time", _("Time"), "done_at", Kind.TIME),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Refund"), "refund__document__number", width=24),
        Column("paper", _("Money's paper"), "document__number", width=24),
        Column("receipt", _("Receipt number"), "refund__purchase__number"),
        Column("unverified", _("Purchase"), unverified("refund__purchase__")),
        Column("purpose", _("Purpose"), worded("refund__purpose", Refund.Purpose.choices)),
        Column("tender", _("Paid by"), f"tender__{tender_name()}"),
        Column("out", _("Refunded by"), f"out_tender__{tender_name()}"),
        Column("way", _("Way"), worded("way", RefundTender.Way.choices)),
        Column("exception", _("Exception"), exception("refund__")),
        Column("amount", _("Amount"), "amount", Kind.MONEY, total=True),
        Column("reason", _("Reason"), worded("refund__reason", Refund.Reason.choices)),
        Column("floors", _("Floors"), floors_of("refund")),
        Column("goods", _("Goods"), goods_of("refund"), width=30),
        Column("operator", _("Operator"), person("document__maker")),
        Column("approver", _("Approved by"), approvers("refund__document")),
        Column("card", _("Card shown"), "card"),
        Column("credited", _("Card credited"), "credited"),
        Column("slip", _("POS slip"), "slip"),
        Column("terminal_slip", _("Slip or trace number of the terminal"), "terminal_slip"),
        Column("reference", _("Reference number"), "reference"),
        Column("trade_date", _("Trade date"), "trade_date", Kind.DATE),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """Each tender's money beside the entries that its papers made on its accounts, rounding included."""
    sums = done(asked).order_by().values("out_tender").annotate(sum=Sum("amount"))
    papers = {row["out_tender"]: row["sum"] for row in sums}
    booked = _booked(asked)
    lines = [
        Compared(str(tender), papers[tender.pk], booked.get(tender.pk, ZERO))
        for tender in Tender.objects.filter(pk__in=papers)
    ]
    total: Decimal = sum(papers.values(), ZERO)
    return [*lines, Compared(str(AccountKind.REFUND_CLEARING.label), total, _cleared(asked))]


def _entries(asked: Asked) -> QuerySet[Entry]:
    return Entry.objects.filter(
        transfer__kind="refund",
        transfer__store=asked.store,
        transfer__business_date__range=(asked.first, asked.last),
        transfer__document__refunded_money__isnull=False,
    ).order_by()


def _booked(asked: Asked) -> dict[int, Decimal]:
    """By tender: what its transfers took from accounts other than that of returned goods."""
    rows = (
        _entries(asked)
        .exclude(account__kind=AccountKind.REFUND_CLEARING)
        .values("transfer__document__refunded_money__out_tender")
        .annotate(sum=Sum("amount"))
    )
    return {row["transfer__document__refunded_money__out_tender"]: -row["sum"] for row in rows}


def _cleared(asked: Asked) -> Decimal:
    rows = _entries(asked).filter(account__kind=AccountKind.REFUND_CLEARING)
    found: Decimal = rows.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return found


def _changes(asked: Asked) -> str:
    """A purchase may be compared with the POS after its refund's date is closed."""
    state = "refund__purchase__state"
    found = (
        done(asked)
        .order_by()
        .aggregate(
            rows=Count("pk"),
            verified=Count("pk", filter=Q(**{state: Purchase.State.VERIFIED})),
            settled=Count("pk", filter=Q(**{state: Purchase.State.SETTLED})),
            differing=Count("pk", filter=Q(**{state: Purchase.State.MISMATCH})),
        )
    )
    return "/".join(str(count) for count in found.values())


MONEY = Report(
    "refunds",
    gettext_lazy("Refunds"),
    _rows,
    _columns,
    _compared,
    (
        tender_choice("out_tender__code"),
        floor_choice("floors__contains", mark=AND),
        reason_choice("refund__reason"),
        clerk_choice("document__maker__number"),
        approver_choice("agreed__contains"),
        exception_choice("refund__exception"),
    ),
    gettext_lazy("The money that went back, one row for each tender of a refund; exceptions are marked."),
    order=24,
    changes=_changes,
)
