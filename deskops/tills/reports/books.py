"""The journal of all transfers, and the fees taken: the books' entries with their papers."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, StringAgg, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.columns import approvers
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind, transfer_kinds
from deskops.ledger.models import Entry
from deskops.ledger.queries import movement, movements
from deskops.ledger.reports import Asked, Choice, Report
from deskops.ledger.reports.expressions import person, running, worded
from deskops.org.models import Store

from .payments import clerk_choice, counterpart_of, paid_by, slips_of

ORDER = ("business_date", "transfer_id", "id")


def _entries(asked: Asked) -> QuerySet[Entry]:
    dates = (asked.first, asked.last)
    return Entry.objects.filter(store=asked.store, business_date__range=dates).order_by(*ORDER)


def _kind() -> Any:
    return worded("transfer__kind", [(kind.code, kind.label) for kind in transfer_kinds])


def _counter_accounts() -> Any:
    """The kinds of account on the other side of the entry, within its transfer."""
    others = Entry.objects.filter(transfer=OuterRef("transfer")).exclude(account=OuterRef("account"))
    words = worded("account__kind", AccountKind.choices)
    named = others.order_by().values("transfer").annotate(words=StringAgg(words, Value("、"), order_by="pk"))
    return Subquery(named.values("words"))


def _paper_columns() -> tuple[Column, ...]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "business_date", Kind.DATE),
        Column("time", _("Time"), "transfer__recorded_at", Kind.TIME),
        Column("store", _("Store"), "transfer__store__code", width=8),
        Column("number", _("Number"), Coalesce(F("transfer__document__number"), Value("")), width=24),
        Column("kind", _("Kind"), _kind()),
    )


def _people() -> tuple[Column, ...]:
    return (
        Column("operator", _("Operator"), person("transfer__staff")),
        Column("approver", _("Approved by"), approvers("transfer__document")),
    )


def _journal_columns(_asked: Asked) -> Sequence[Column]:
    debit = Case(When(amount__gt=0, then=F("amount")))
    credit = Case(When(amount__lt=0, then=-F("amount")))
    return (
        *_paper_columns(),
        Column("account", _("Account"), worded("account__kind", AccountKind.choices)),
        Column("code", _("Till or card"), "account__code"),
        Column("debit", _("Debit"), debit, Kind.MONEY, total=True),
        Column("credit", _("Credit"), credit, Kind.MONEY, total=True),
        Column("counter", _("Counterpart"), _counter_accounts()),
        *_people(),
        Column("memo", _("Memo"), "transfer__memo"),
    )


def _journal_compared(asked: Asked) -> Sequence[Compared]:
    sums = _entries(asked).order_by().values("account__kind").annotate(sum=Sum("amount"))
    found = {AccountKind(row["account__kind"]): row["sum"] for row in sums}
    moved = movements(store=asked.store, first=asked.first, last=asked.last, kinds=AccountKind)
    return [
        Compared(
            str(kind.label), found.get(kind, ZERO) * kind.normal, moved[kind].closing - moved[kind].opening
        )
        for kind in AccountKind
        if kind in found or moved[kind].lines
    ]


def _fees(asked: Asked) -> QuerySet[Entry]:
    return _entries(asked).filter(account__kind=AccountKind.FEES)


def _fee_columns(_asked: Asked) -> Sequence[Column]:
    return (
        *_paper_columns(),
        Column("amount", _("Amount"), -F("amount"), Kind.MONEY, total=True),
        Column("tender", _("Tender"), paid_by("transfer__document")),
        Column("slip", _("Slip or reference"), slips_of("transfer__document")),
        Column("counter", _("Counterpart"), counterpart_of("transfer__document")),
        *_people(),
    )


def _fees_compared(asked: Asked) -> Sequence[Compared]:
    found = _fees(asked).order_by().aggregate(sum=Sum("amount", default=ZERO))["sum"]
    moved = movement(kind=AccountKind.FEES, store=asked.store, first=asked.first, last=asked.last)
    return [Compared(str(AccountKind.FEES.label), -found, moved.came_in - moved.went_out)]


def _accounts(_store: Store) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in AccountKind]


def _transfers(_store: Store) -> list[tuple[str, str]]:
    return [(kind.code, str(kind.label)) for kind in transfer_kinds]


KIND = Choice("kind", gettext_lazy("Kind"), "transfer__kind", _transfers)
JOURNAL = Report(
    "journal",
    gettext_lazy("Transfers"),
    _entries,
    _journal_columns,
    _journal_compared,
    (KIND, Choice("account", gettext_lazy("Account"), "account__kind", _accounts)),
    gettext_lazy("Every entry on the store's accounts, in the order of its transfer."),
    order=50,
    most_days=92,
)
FEES = Report(
    "fees",
    gettext_lazy("Fees"),
    _fees,
    _fee_columns,
    _fees_compared,
    (KIND, clerk_choice("transfer__staff__number")),
    gettext_lazy("Fees taken at the desk, paper by paper."),
    order=40,
)
