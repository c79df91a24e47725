"""Every movement on stored-value cards at the desk, paper by paper, beside the accounts."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, F, Func, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.columns import approvers
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.queries import acted
from deskops.ledger.reports import Asked, Choice, Report
from deskops.ledger.reports.expressions import person, running, worded
from deskops.tills.reports.payments import clerk_choice, counterpart_of, paid_by, slips_of

from ..models import CardAct
from ..takings.liability import KINDS

ORDER = ("document__business_date", "document_id")
# A refund to a card is moved by the transfer of the refund's own paper.
TRANSFERS = {CardAct.Kind.REFUND: "refund"}


def _rows(asked: Asked) -> QuerySet[CardAct]:
    dates = (asked.first, asked.last)
    acts = CardAct.objects.filter(document__store=asked.store, document__business_date__range=dates)
    return acts.filter(kind__in=CardAct.MONEY).order_by(*ORDER)


def masked_name(path: str) -> Any:
    """A holder's name with all but its first character starred, as lists may show it."""
    return Func(
        F(path),
        Value(r"(?<=.)."),
        Value("*"),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "document__business_date", Kind.DATE),
        Column("time", _("Time"), "document__made_at", Kind.TIME),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Number"), "document__number", width=24),
        Column("kind", _("Kind"), worded("kind", CardAct.Kind.choices)),
        Column("card", _("Card number"), "card__number"),
        Column("member", _("Holder"), masked_name("value__holder__name")),
        Column("tender", _("Tender"), paid_by("document")),
        Column("principal", _("Principal"), "principal", Kind.MONEY, total=True),
        Column("bonus", _("Bonus"), "bonus", Kind.MONEY, total=True),
        Column("amount", _("Amount"), F("principal") + F("bonus"), Kind.MONEY, total=True),
        Column("balance", _("Balance after"), "balance_after", Kind.MONEY),
        Column("operator", _("Operator"), person("document__maker")),
        Column("approver", _("Approved by"), approvers("document")),
        Column(
            "slip",
            _("Slip or reference"),
            Coalesce(slips_of("document"), F("receipt"), output_field=CharField()),
        ),
        Column("counter", _("Counterpart"), counterpart_of("document")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    """By kind of act: what the papers say beside what their transfers did to card accounts."""
    money = F("principal") + F("bonus")
    sums = _rows(asked).order_by().values("kind").annotate(sum=Sum(money))
    papers = {row["kind"]: row["sum"] for row in sums}
    moved = acted(store=asked.store, first=asked.first, last=asked.last)
    return [
        Compared(
            str(kind.label),
            papers.get(kind.value, ZERO),
            sum(
                (
                    one.came_in - one.went_out
                    for one in moved
                    if one.transfer_kind == TRANSFERS.get(kind, kind.value) and one.account_kind in KINDS
                ),
                ZERO,
            ),
        )
        for kind in CardAct.MONEY
    ]


CARD_ACTS = Report(
    "cards",
    gettext_lazy("Card transactions"),
    _rows,
    _columns,
    _compared,
    (
        Choice(
            "kind",
            gettext_lazy("Kind"),
            "kind",
            lambda _store: [(kind.value, str(kind.label)) for kind in CardAct.MONEY],
        ),
        clerk_choice("document__maker__number"),
    ),
    gettext_lazy("Every sale, top-up, redemption and refund at this desk, whichever store issued the card."),
    order=60,
    most_days=92,
)
