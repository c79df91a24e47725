"""Refunds by the bank of a later day whose credit nobody has seen."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.clocks.models import Target
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, Report
from deskops.ledger.reports.expressions import person, running
from deskops.tills.reports.payments import clerk_choice, tender_name

from ..models import BankInquiry, RefundTender
from ..promises import CREDIT
from .expressions import exception, reason_choice
from .money import ORDER, done


def _of_bank(asked: Asked) -> QuerySet[RefundTender]:
    return done(asked).filter(way=RefundTender.Way.REFUND)


def _rows(asked: Asked) -> QuerySet[RefundTender]:
    return _of_bank(asked).filter(confirmed_at__isnull=True).order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    promise = Target.objects.filter(document=OuterRef("document"), policy__code=CREDIT)
    asked_bank = BankInquiry.objects.filter(money=OuterRef("pk")).order_by("-pk")
    due: Any = Subquery(promise.values("due_at")[:1])
    inquiry: Any = Subquery(asked_bank.values("document__number")[:1])
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("time", _("Time"), "done_at", Kind.TIME),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Refund"), "refund__document__number", width=24),
        Column("paper", _("Money's paper"), "document__number", width=24),
        Column("tender", _("Tender"), f"out_tender__{tender_name()}"),
        Column("exception", _("Exception"), exception("refund__")),
        Column("card", _("Card"), "card"),
        Column("reference", _("Reference number"), "reference"),
        Column("terminal_slip", _("Slip or trace number of the terminal"), "terminal_slip"),
        Column("trade_date", _("Trade date"), "trade_date", Kind.DATE),
        Column("amount", _("Amount"), "amount", Kind.MONEY, total=True),
        Column("due", _("Due at the customer's bank"), due, Kind.TIME),
        Column("inquiry", _("Inquiry"), inquiry, width=24),
        Column("operator", _("Operator"), person("document__maker")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """What is not confirmed, beside what left the accounts by such refunds less what was confirmed."""
    money = _of_bank(asked).order_by()
    waiting = money.filter(confirmed_at__isnull=True).aggregate(sum=Sum("amount", default=ZERO))["sum"]
    seen = money.filter(confirmed_at__isnull=False).aggregate(sum=Sum("amount", default=ZERO))["sum"]
    entries = Entry.objects.filter(
        transfer__document__refunded_money__in=money, account__kind=AccountKind.REFUND_CLEARING
    )
    booked = entries.order_by().aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return [Compared(_("Not confirmed"), waiting, booked - seen)]


def _changes(asked: Asked) -> str:
    """Credits are seen after the date is closed: a file made before is not the file after."""
    found = (
        _of_bank(asked)
        .order_by()
        .aggregate(seen=Count("confirmed_at"), last=Max("confirmed_at"), asked=Count("inquiries"))
    )
    return "/".join(str(value) for value in found.values())


UNCONFIRMED = Report(
    "bank_credits",
    gettext_lazy("Bank refunds not confirmed"),
    _rows,
    _columns,
    _compared,
    (reason_choice("refund__reason"), clerk_choice("document__maker__number")),
    gettext_lazy("Refunds of a later day by the bank's terminal whose credit nobody has seen yet."),
    order=26,
    changes=_changes,
)
