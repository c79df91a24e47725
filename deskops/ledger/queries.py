"""What can be asked of the books. Amounts are natural here: positive on the account's normal side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from deskops.core.money import ZERO, yuan
from deskops.org.models import Store

from .kinds import AccountKind, transfer_label
from .models import Account, Entry


@dataclass(frozen=True)
class StatementLine:
    """One entry as its owner reads it."""

    seq: int
    transfer_id: int
    kind: str
    business_date: date
    recorded_at: datetime
    memo: str
    number: str
    amount: Decimal
    balance: Decimal

    @property
    def label(self) -> str:
        """The words for the kind of transfer."""
        return transfer_label(self.kind)


@dataclass(frozen=True)
class StatementPage:
    """Some entries, the latest first; ``before`` asks for the page that follows, None after the last."""

    lines: tuple[StatementLine, ...]
    before: int | None


def statement(account: Account, *, before: int | None = None, limit: int = 50) -> StatementPage:
    """The account's entries below number ``before``, the latest first, in one query whatever its length."""
    entries = Entry.objects.filter(account=account).select_related("transfer__document")
    if before is not None:
        entries = entries.filter(seq__lt=before)
    found = list(entries.order_by("-seq")[: limit + 1])
    lines = tuple(_line(entry, account.normal) for entry in found[:limit])
    return StatementPage(lines, lines[-1].seq if len(found) > limit else None)


def _line(entry: Entry, normal: int) -> StatementLine:
    transfer = entry.transfer
    return StatementLine(
        seq=entry.seq,
        transfer_id=entry.transfer_id,
        kind=transfer.kind,
        business_date=entry.business_date,
        recorded_at=transfer.recorded_at,
        memo=transfer.memo,
        number=transfer.document.number if transfer.document else "",
        amount=entry.amount * normal,
        balance=entry.balance_after * normal,
    )


def amount_on(account: Account, on: date) -> Decimal:
    """What was in the account at the end of a business date, in one query.

    Business dates need not follow the order of entries: before its cut-off hour a store still writes
    the day before.
    """
    later = Entry.objects.filter(
        account=OuterRef("pk"), store=OuterRef("store"), business_date__gt=on
    ).order_by()
    moved = later.values("account").annotate(moved=Sum("amount")).values("moved")
    row = Account.objects.annotate(then=F("balance") - Coalesce(Subquery(moved), ZERO)).get(pk=account.pk)
    return yuan(row.then * row.normal)


@dataclass(frozen=True)
class MovementLine:
    """What one kind of transfer brought in and took out."""

    kind: str
    came_in: Decimal
    went_out: Decimal

    @property
    def label(self) -> str:
        """The words for the kind of transfer."""
        return transfer_label(self.kind)


@dataclass(frozen=True)
class Movement:
    """One kind of account over some business dates: opening + in − out = closing."""

    kind: AccountKind
    opening: Decimal
    lines: tuple[MovementLine, ...]

    @property
    def came_in(self) -> Decimal:
        return sum((line.came_in for line in self.lines), ZERO)

    @property
    def went_out(self) -> Decimal:
        return sum((line.went_out for line in self.lines), ZERO)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.came_in - self.went_out


# One statement, so that balances and entries are of one moment. The opening is counted back from the
# balance: the entries before the dates asked for are never read.
_MOVEMENTS = """
WITH moved AS (
    SELECT account_kind, transfer_kind, sum(amount) AS since,
        sum(amount) FILTER (WHERE amount > 0 AND business_date <= %(last)s) AS came_in,
        sum(-amount) FILTER (WHERE amount < 0 AND business_date <= %(last)s) AS went_out
    FROM (
        SELECT a.kind AS account_kind, t.kind AS transfer_kind, e.business_date, e.amount * a.normal AS amount
        FROM ledger_entry e
        JOIN ledger_account a ON a.id = e.account_id
        JOIN ledger_transfer t ON t.id = e.transfer_id
        WHERE e.store_id = %(store)s AND e.business_date >= %(first)s AND a.kind = ANY (%(kinds)s)
            AND (%(code)s::text IS NULL OR a.code = %(code)s)
    ) entry
    GROUP BY account_kind, transfer_kind
), held AS (
    SELECT kind, sum(balance * normal) AS amount FROM ledger_account
    WHERE store_id = %(store)s AND kind = ANY (%(kinds)s) AND (%(code)s::text IS NULL OR code = %(code)s)
    GROUP BY kind
)
SELECT h.kind, h.amount, m.transfer_kind,
    coalesce(m.since, 0), coalesce(m.came_in, 0), coalesce(m.went_out, 0)
FROM held h LEFT JOIN moved m ON m.account_kind = h.kind
ORDER BY h.kind, m.transfer_kind
"""


def movements(
    *,
    store: Store,
    first: date,
    last: date,
    kinds: Iterable[AccountKind] = AccountKind,
    code: str | None = None,
) -> dict[AccountKind, Movement]:
    """The store's books over business dates, both included, by kind of account, in one query.

    The accounts are the store's own, wherever the transfer happened: a card spent in another store
    moves the books of the store that issued it. ``code`` narrows to one till or card.
    """
    wanted = [AccountKind(kind) for kind in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVEMENTS,
            {
                "store": store.pk,
                "first": first,
                "last": last,
                "kinds": [kind.value for kind in wanted],
                "code": code,
            },
        )
        rows = cursor.fetchall()
    found = {kind: list(group) for kind, group in groupby(rows, itemgetter(0))}
    return {kind: _movement(kind, found.get(kind.value, [])) for kind in wanted}


def movement(
    *, kind: AccountKind, store: Store, first: date, last: date, code: str | None = None
) -> Movement:
    """One kind of account of a store over business dates, both included, in one query."""
    return movements(store=store, first=first, last=last, kinds=[kind], code=code)[kind]


def _movement(kind: AccountKind, rows: list[tuple[Any, ...]]) -> Movement:
    lines = (
        MovementLine(transfer, yuan(came), yuan(went)) for _, _, transfer, _, came, went in rows if transfer
    )
    held = rows[0][1] if rows else ZERO
    opening = yuan(held - sum(row[3] for row in rows))
    return Movement(kind, opening, tuple(line for line in lines if line.came_in or line.went_out))


@dataclass(frozen=True)
class Acted:
    """What one person's transfers of one kind did to one kind of account."""

    staff_id: int
    transfer_kind: str
    account_kind: AccountKind
    transfers: int
    came_in: Decimal
    went_out: Decimal


_ACTED = """
SELECT t.staff_id, t.kind, a.kind, count(DISTINCT t.id),
    coalesce(sum(e.amount * a.normal) FILTER (WHERE e.amount * a.normal > 0), 0),
    coalesce(sum(-e.amount * a.normal) FILTER (WHERE e.amount * a.normal < 0), 0)
FROM ledger_transfer t
JOIN ledger_entry e ON e.transfer_id = t.id
JOIN ledger_account a ON a.id = e.account_id
WHERE t.store_id = %s AND t.business_date BETWEEN %s AND %s
GROUP BY t.staff_id, t.kind, a.kind
ORDER BY t.staff_id, t.kind, a.kind
"""


def acted(*, store: Store, first: date, last: date) -> list[Acted]:
    """What happened in a store over business dates, both included, whoever's accounts it moved.

    By person, kind of transfer and kind of account; in one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACTED, [store.pk, first, last])
        return [
            Acted(staff, transfer, AccountKind(account), number, yuan(came), yuan(went))
            for staff, transfer, account, number, came, went in cursor.fetchall()
        ]
