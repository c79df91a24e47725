"""Proving the books: every balance is explained by its entries, every transfer sums to zero.

Upper rooms plug in proofs of their own, such as the till's count or the sum of the card accounts.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.plugs import Plugs

from .kinds import AccountKind

SHOWN = 100
"""Differences listed per line; all are counted."""


@dataclass(frozen=True)
class Difference:
    """Something in the books that isn't as it has to be: of what, what is found, what was expected."""

    subject: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.found} ≠ {self.expected}"


@dataclass(frozen=True)
class Proof:
    """A proof that an upper room plugs in; ``differences`` only reads, in the snapshot of the others."""

    code: str
    label: str | Promise
    differences: Callable[[], Iterable[Difference]]


proofs: Plugs[Proof] = Plugs(key="code")


@dataclass(frozen=True)
class Line:
    """One line of the result: a kind of account with its sums, or a proof that spans them."""

    code: str
    label: str
    wrong: int
    differences: tuple[Difference, ...]
    accounts: int = 0
    entries: int = 0
    balance: Decimal = ZERO


def prove_books() -> list[Line]:
    """Prove every account, every transfer and whatever upper rooms plugged in; one line each.

    A difference is never raised: it stands in its line. All of it reads one moment of the books,
    while the desk goes on writing.
    """
    with _snapshot():
        kinds = _prove_accounts()
        return [
            *kinds,
            _prove_world(kinds),
            _prove_transfers(),
            _prove_reversals(),
            *map(_prove_plug, proofs),
        ]


@contextmanager
def _snapshot() -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not nested:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        yield


# Each entry is compared with the one before it on its account: its number is one more, its balance
# after is the one before plus its amount. So the last balance after is the sum of all amounts.
_ACCOUNTS = """
WITH chained AS (
    SELECT account_id, amount, store_id,
        seq - lag(seq, 1, 0::bigint) OVER entries AS step,
        balance_after - lag(balance_after, 1, 0::numeric) OVER entries AS moved
    FROM ledger_entry WINDOW entries AS (PARTITION BY account_id ORDER BY seq)
), summed AS (
    SELECT account_id, count(*) AS entries, sum(amount) AS balance,
        count(*) FILTER (WHERE step <> 1) AS gaps, count(*) FILTER (WHERE moved <> amount) AS breaks,
        min(store_id) AS lowest_store, max(store_id) AS highest_store
    FROM chained GROUP BY account_id
), proved AS (
    SELECT a.id, a.kind, a.code, a.entries, a.balance,
        coalesce(s.entries, 0) AS counted, coalesce(s.balance, 0) AS summed,
        coalesce(s.gaps, 0) AS gaps, coalesce(s.breaks, 0) AS breaks,
        a.floored AND a.balance * a.normal < 0 AS below,
        coalesce(s.lowest_store <> a.store_id OR s.highest_store <> a.store_id, false) AS elsewhere
    FROM ledger_account a LEFT JOIN summed s ON s.account_id = a.id
)
SELECT kind, count(*), sum(entries)::bigint, sum(balance), count(*) FILTER (WHERE wrong),
    (array_agg(ARRAY[id::text, code, entries::text, counted::text, balance::text, summed::text,
        gaps::text, breaks::text, below::text, elsewhere::text]) FILTER (WHERE wrong))[1:%(shown)s]
FROM (
    SELECT *, counted <> entries OR summed <> balance OR gaps > 0 OR breaks > 0 OR below OR elsewhere AS wrong
    FROM proved
) judged
GROUP BY kind
"""


def _prove_accounts() -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"shown": SHOWN})
        found = {row[0]: row for row in cursor.fetchall()}
    return [_kind_line(kind, found.get(kind.value)) for kind in AccountKind]


def _kind_line(kind: AccountKind, row: tuple[Any, ...] | None) -> Line:
    if row is None:
        return Line(kind.value, str(kind.label), 0, ())
    _kind, accounts, entries, balance, wrong, rows = row
    differences = tuple(d for account in rows or () for d in _account_differences(_Wrong(*account)))
    return Line(kind.value, str(kind.label), wrong, differences, accounts, entries, balance)


@dataclass(frozen=True)
class _Wrong:
    """An account that differs, in the words of the query."""

    pk: str
    code: str
    entries: str
    counted: str
    balance: str
    summed: str
    gaps: str
    breaks: str
    below: str
    elsewhere: str


def _account_differences(account: _Wrong) -> Iterator[Difference]:
    name = f"{account.pk} {account.code}".rstrip()
    if Decimal(account.balance) != Decimal(account.summed):
        yield Difference(_("balance of account %s") % name, account.balance, account.summed)
    if account.entries != account.counted:
        yield Difference(_("number of entries of account %s") % name, account.entries, account.counted)
    if account.gaps != "0":
        yield Difference(_("gaps in the numbers of account %s") % name, account.gaps, "0")
    if account.breaks != "0":
        yield Difference(_("balances that don't follow, account %s") % name, account.breaks, "0")
    if account.below == "true":
        yield Difference(_("floor of account %s") % name, account.balance, "0")
    if account.elsewhere == "true":
        yield Difference(_("store of the entries of account %s") % name, _("another"), _("the account's"))


def _prove_world(kinds: list[Line]) -> Line:
    """All balances of the world sum to zero; each was just proved to be the sum of its entries."""
    total = sum((line.balance for line in kinds), ZERO)
    differences = (Difference(_("sum of all accounts"), str(total), "0.00"),) if total else ()
    accounts, entries = sum(line.accounts for line in kinds), sum(line.entries for line in kinds)
    return Line("world", _("all accounts"), len(differences), differences, accounts, entries, total)


_TRANSFERS = """
WITH judged AS (
    SELECT t.id, count(e.id) AS entries, coalesce(sum(e.amount), 0) AS total,
        count(*) FILTER (WHERE e.business_date <> t.business_date) AS misdated
    FROM ledger_transfer t LEFT JOIN ledger_entry e ON e.transfer_id = t.id
    GROUP BY t.id
    HAVING coalesce(sum(e.amount), 0) <> 0 OR count(e.id) < 2
        OR bool_or(e.business_date <> t.business_date)
)
SELECT id, entries, total, misdated, count(*) OVER () FROM judged ORDER BY id LIMIT %s
"""


def _prove_transfers() -> Line:
    with connection.cursor() as cursor:
        cursor.execute(_TRANSFERS, [SHOWN])
        rows = cursor.fetchall()
    differences = tuple(d for row in rows for d in _transfer_differences(*row[:4]))
    return Line("transfers", _("transfers"), rows[0][4] if rows else 0, differences)


def _transfer_differences(pk: int, entries: int, total: Decimal, misdated: int) -> Iterator[Difference]:
    if entries < 2:
        yield Difference(_("entries of transfer %s") % pk, str(entries), "2+")
    if total:
        yield Difference(_("sum of transfer %s") % pk, str(total), "0.00")
    if misdated:
        yield Difference(_("entries of transfer %s on another date") % pk, str(misdated), "0")


_REVERSALS = """
SELECT r.id, r.reversal_of_id, count(*) OVER () FROM ledger_transfer r
WHERE r.reversal_of_id IS NOT NULL AND EXISTS (
    SELECT account_id, -amount FROM ledger_entry WHERE transfer_id = r.id
    EXCEPT SELECT account_id, amount FROM ledger_entry WHERE transfer_id = r.reversal_of_id
    UNION ALL (
        SELECT account_id, amount FROM ledger_entry WHERE transfer_id = r.reversal_of_id
        EXCEPT SELECT account_id, -amount FROM ledger_entry WHERE transfer_id = r.id
    )
)
ORDER BY r.id LIMIT %s
"""


def _prove_reversals() -> Line:
    with connection.cursor() as cursor:
        cursor.execute(_REVERSALS, [SHOWN])
        rows = cursor.fetchall()
    differences = tuple(
        Difference(_("reversal %s") % pk, _("other entries"), _("the mirror of transfer %s") % first)
        for pk, first, _count in rows
    )
    return Line("reversals", _("reversals"), rows[0][2] if rows else 0, differences)


def _prove_plug(proof: Proof) -> Line:
    differences = tuple(proof.differences())
    return Line(proof.code, str(proof.label), len(differences), differences[:SHOWN])
