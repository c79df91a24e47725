"""The refunds of the bank's files, line by line, beside ours that they are."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.reports import Asked, Choice, Report
from deskops.ledger.reports.expressions import person, running, worded

from ..models import BankLine

ORDER = ("settled_on", "pk")


def _rows(asked: Asked) -> QuerySet[BankLine]:
    dates = (asked.first, asked.last)
    return BankLine.objects.filter(store=asked.store, settled_on__range=dates).order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("settled", _("Settled on"), "settled_on", Kind.DATE),
        Column("store", _("Store"), "store__code", width=8),
        Column("serial", _("Bank's serial number"), "serial", width=20),
        Column("reference", _("Reference number"), "reference"),
        Column("trade_date", _("Trade date"), "trade_date", Kind.DATE),
        Column("card", _("Card"), "card"),
        Column("amount", _("Amount"), "amount", Kind.MONEY, total=True),
        Column("state", _("State"), worded("state", BankLine.State.choices)),
        Column("refund", _("Refund"), "money__refund__document__number", width=24),
        Column("paper", _("Money's paper"), "money__document__number", width=24),
        Column("operator", _("Settled by"), person("by")),
        Column("at", _("Matched or settled at"), "at", Kind.TIME),
        Column("reason", _("Reason"), "reason"),
        Column("file", _("File"), "file__name"),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """What the bank settled of our refunds, beside the refunds."""
    found: dict[str, Any] = (
        _rows(asked)
        .filter(money__isnull=False)
        .order_by()
        .aggregate(bank=Sum("amount", default=ZERO), ours=Sum("money__amount", default=ZERO))
    )
    return [Compared(_("Settled by the bank"), found["bank"], found["ours"])]


def _changes(asked: Asked) -> str:
    """Lines are settled after their date is closed: a file made before is not the file after."""
    found = _rows(asked).order_by().aggregate(count=Count("pk"), done=Count("at"), last=Max("at"))
    return "/".join(str(value) for value in found.values())


BANK = Report(
    "bank_lines",
    gettext_lazy("Bank's settlement of refunds"),
    _rows,
    _columns,
    _compared,
    (
        Choice(
            "state",
            gettext_lazy("State"),
            "state",
            lambda _store: [(state.value, str(state.label)) for state in BankLine.State],
        ),
    ),
    gettext_lazy("By the day of settlement: what matched a refund, what a person settled, what is open."),
    order=28,
    changes=_changes,
)
