"""Card liability day by day: opening + sold − redeemed + refunded − closed = closing."""

from collections.abc import Sequence
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Sum, Value, Window
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.models import Account, Entry
from deskops.ledger.reports import Asked, Report
from deskops.ledger.reports.expressions import Accumulated, OverRows, running

from ..models import CardAct
from ..takings.liability import KINDS, NAMED, REDEEMED, REFUNDED, SOLD, liability

YUAN = DecimalField(max_digits=16, decimal_places=2)


def _entries(asked: Asked) -> QuerySet[Entry]:
    dates = (asked.first, asked.last)
    return Entry.objects.filter(store=asked.store, account__kind__in=KINDS, business_date__range=dates)


def _rows(asked: Asked) -> QuerySet[Any]:
    """One row per business date on which something moved; amounts as people speak of them."""
    others = ~Q(transfer__kind__in=NAMED)
    grouped = _entries(asked).values("business_date", "store__code")
    return grouped.annotate(
        sold=-_sum(Q(transfer__kind__in=SOLD)),
        redeemed=_sum(Q(transfer__kind__in=REDEEMED)),
        refunded=-_sum(others & Q(amount__lt=0)),
        paid_out=_sum(others & Q(amount__gt=0)),
        moved=-_sum(Q()),
    ).order_by("business_date")


def _sum(those: Q) -> Any:
    return Sum("amount", filter=those or None, default=ZERO)


def _columns(asked: Asked) -> Sequence[Column]:
    before = Value(liability(asked.store, asked.first, asked.last).opening, output_field=YUAN)
    moved = Accumulated(F("moved"), output_field=YUAN)
    closing = OverRows(before + Window(moved, order_by="business_date", output_field=YUAN), YUAN)
    return (
        running("business_date"),
        Column("day", _("Business date"), "business_date", Kind.DATE),
        Column("store", _("Store"), "store__code", width=8),
        Column("opening", _("Opening"), OverRows(closing - F("moved"), YUAN), Kind.MONEY),
        Column("sold", _("+ sold and topped up"), "sold", Kind.MONEY, total=True),
        Column("redeemed", _("− redeemed"), "redeemed", Kind.MONEY, total=True),
        Column("refunded", _("+ refunded to cards"), "refunded", Kind.MONEY, total=True),
        Column("paid_out", _("− closed"), "paid_out", Kind.MONEY, total=True),
        Column("closing", _("= closing"), closing, Kind.MONEY),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """Papers beside entries, and what the days leave beside what the card accounts hold."""
    owed = liability(asked.store, asked.first, asked.last)
    acts = _acts(asked)
    held = _held(asked)
    return [
        Compared(_("Sold and topped up"), acts["sold"], owed.sold),
        Compared(_("Redeemed"), -acts["redeemed"], owed.redeemed),
        Compared(_("Refunded to cards"), acts["refunded"], owed.refunded),
        Compared(_("Closed cards"), -acts["closed"], owed.paid_out),
        Compared(_("Owed on the last day"), owed.closing, held),
    ]


def _acts(asked: Asked) -> dict[str, Any]:
    dates = (asked.first, asked.last)
    own = Q(value__store=asked.store) | Q(kind__in=CardAct.MANY, document__store=asked.store)
    acts = CardAct.objects.filter(own, document__business_date__range=dates)
    money = F("principal") + F("bonus")
    return acts.aggregate(
        sold=Sum(money, filter=Q(kind__in=SOLD), default=ZERO),
        redeemed=Sum(money, filter=Q(kind__in=REDEEMED), default=ZERO),
        refunded=Sum(money, filter=Q(kind__in=REFUNDED), default=ZERO),
        closed=Sum(money, filter=Q(kind=CardAct.Kind.CLOSE), default=ZERO),
    )


def _held(asked: Asked) -> Any:
    """What the card accounts held when the last day ended: their balances less what came later."""
    accounts = Account.objects.filter(store=asked.store, kind__in=KINDS)
    later = Entry.objects.filter(
        store=asked.store, account__kind__in=KINDS, business_date__gt=asked.last
    ).aggregate(sum=Sum("amount", default=ZERO))
    return later["sum"] - accounts.aggregate(sum=Sum("balance", default=ZERO))["sum"]


LIABILITY = Report(
    "liability",
    gettext_lazy("Card liability day by day"),
    _rows,
    _columns,
    _compared,
    note=gettext_lazy(
        "What is owed on the cards this store issued; days on which nothing moved are left out."
    ),
    order=10,
)
