"""The goods that came back, floor by floor, beside the account of returned goods."""

from collections.abc import Sequence

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
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
from deskops.tills.reports.payments import clerk_choice

from ..models import Holding, Pickup, Refund, RefundLine
from .expressions import (
    approved_by,
    approver_choice,
    exception,
    exception_choice,
    floor_choice,
    reason_choice,
)

ORDER = ("document__business_date", "document_id")


def _rows(asked: Asked) -> QuerySet[Pickup]:
    """The pick-ups filed on these dates: the goods of one floor each, with what they are worth."""
    dates = (asked.first, asked.last)
    rows = Pickup.objects.filter(document__store=asked.store, document__business_date__range=dates)
    goods = RefundLine.objects.filter(
        refund=OuterRef("refund"), floor=OuterRef("floor"), holding=Holding.FINAL, quantity__gt=0
    )
    worth = goods.order_by().values("refund").annotate(sum=Sum("amount")).values("sum")
    return rows.annotate(
        worth=Coalesce(Subquery(worth), ZERO), agreed=approved_by("refund__document")
    ).order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Refund"), "refund__document__number", width=24),
        Column("paper", _("Pick-up"), "document__number", width=24),
        Column("floor", _("Floor"), "floor__code", width=8),
        Column("purpose", _("Purpose"), worded("refund__purpose", Refund.Purpose.choices)),
        Column("reason", _("Reason"), worded("refund__reason", Refund.Reason.choices)),
        Column("condition", _("Condition"), worded("refund__condition", Refund.Condition.choices)),
        Column("exception", _("Exception"), exception("refund__")),
        Column("worth", _("Value of the goods"), "worth", Kind.MONEY, total=True),
        Column("operator", _("Operator"), person("refund__document__maker")),
        Column("approver", _("Approved by"), approvers("refund__document")),
        Column("state", _("State"), worded("state", Pickup.State.choices)),
        Column("collected", _("Collected at"), "collected_at", Kind.TIME),
        Column("collector", _("Collected by"), person("collected_by")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """What the goods were worth, less what was kept and what was taken instead, beside their account.

    A price that the same refunds gave back without goods is no goods, but of the same money.
    """
    finished = Refund.objects.filter(pickups__in=_rows(asked).order_by().values("pk"))
    sums = finished.distinct().aggregate(
        kept=Sum("deduction", default=ZERO), taken=Sum("taken_amount", default=ZERO)
    )
    prices = RefundLine.objects.filter(refund__in=finished, quantity=0, holding=Holding.FINAL).order_by()
    overcharged = prices.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    worth = _rows(asked).order_by().aggregate(sum=Sum("worth", default=ZERO))["sum"]
    of = Q(transfer__document__refunded_money__refund__in=finished) | Q(
        transfer__document__exchange_paid__in=finished
    )
    entries = Entry.objects.filter(of, account__kind=AccountKind.REFUND_CLEARING).order_by()
    cleared = entries.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return [
        Compared(
            _("Goods, less what was kept and taken in exchange"),
            worth + overcharged - sums["kept"] - sums["taken"],
            cleared,
        )
    ]


def _changes(asked: Asked) -> str:
    """Goods are collected after their date is closed as well."""
    rows = _rows(asked).order_by()
    return f"{rows.filter(state=Pickup.State.COLLECTED).count()}/{rows.count()}"


GOODS = Report(
    "returned_goods",
    gettext_lazy("Returned goods by floor"),
    _rows,
    _columns,
    _compared,
    (
        floor_choice("floor__code"),
        reason_choice("refund__reason"),
        clerk_choice("refund__document__maker__number"),
        approver_choice("agreed__contains"),
        exception_choice("refund__exception"),
    ),
    gettext_lazy("What came back to each floor, with reason and condition; exceptions are marked."),
    order=25,
    changes=_changes,
)
