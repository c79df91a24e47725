"""Opening accounts and posting transfers: each is one call of a function of the database.

Nothing else writes the books; the web's role has no right to.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError

from deskops.core.money import yuan
from deskops.core.refusals import from_database
from deskops.core.statements import prepared
from deskops.documents.models import Document
from deskops.org.models import Staff, Store

from .kinds import AccountKind
from .models import Account

_OPEN = "SELECT * FROM ledger_open(%s, %s, %s, %s::smallint, %s)"
_OPEN_MANY = "SELECT id, code FROM ledger_open_many(%s, %s, %s::text[], %s::smallint, %s)"
_POST_MANY = "SELECT ledger_post_many(%s, %s, %s, %s, %s, %s::bigint[], %s::numeric[])"
_POST = "SELECT ledger_post(%s, %s, %s, %s, %s, %s::bigint[], %s::numeric[], %s, %s, %s)"


def open_account(kind: AccountKind, store: Store, code: str = "") -> Account:
    """The account of that kind and code in the store's books, opened when it isn't there yet."""
    kind = AccountKind(kind)
    return Account.objects.raw(_OPEN, [store.pk, kind.value, code, kind.normal, kind.floored])[0]


def accounts_for(store: Store, wanted: Sequence[tuple[AccountKind, str]]) -> list[Account]:
    """The accounts of these kinds and codes in the store's books, in the order asked, in one query.

    Those missing are opened, each by one more query.
    """
    kinds, codes = zip(*wanted, strict=True)
    found = {
        (account.kind, account.code): account
        for account in Account.objects.filter(store=store, kind__in=set(kinds), code__in=set(codes))
    }
    return [found.get((kind.value, code)) or open_account(kind, store, code) for kind, code in wanted]


def account_for(kind: AccountKind, store: Store, code: str = "") -> Account:
    """The account of that kind and code in the store's books, opened when it isn't there yet."""
    return accounts_for(store, [(kind, code)])[0]


def post(
    *,
    kind: str,
    document: Document | None,
    store_id: int,
    business_date: date,
    by: Staff,
    entries: Sequence[tuple[int, Decimal]],
    key: UUID | None = None,
    memo: str = "",
    reversal_of: int | None = None,
) -> int:
    """Post one transfer and return its id.

    ``entries`` are (account id, amount) with debit-positive yuan that sum to zero, each account once;
    ``store_id`` is where it happens. The same ``key`` with the same content returns the first
    transfer's id and moves nothing. Accounts are locked in the order of their ids until the
    transaction ends.

    Raises ValueError for an inexact amount, and Refused: ``insufficient`` (its value names the account
    and what it lacks), ``unbalanced``, ``nothing_moves``, ``accounts``, ``request_reused``,
    ``reversed_already``, ``reversal_final``, ``reversal_mirrors``, ``busy``. After a refusal the
    transaction has to be rolled back, as `core.acts.act` does.
    """
    moves = sorted((account, yuan(amount)) for account, amount in entries)
    accounts = _array(account for account, _ in moves)
    amounts = _array(amount for _, amount in moves)
    paper = document.pk if document else None
    return _call(kind, paper, store_id, business_date, by.pk, accounts, amounts, key, memo, reversal_of)


def open_accounts(kind: AccountKind, store: Store, codes: Sequence[str]) -> dict[str, int]:
    """The keys of many accounts of one kind in the store's books by their codes, in one call.

    Those missing are opened.
    """
    kind = AccountKind(kind)
    with prepared() as cursor:
        cursor.execute(_OPEN_MANY, [store.pk, kind.value, list(codes), kind.normal, kind.floored])
        return {code: pk for pk, code in cursor.fetchall()}


def post_many(
    *,
    kind: str,
    document: Document,
    store_id: int,
    business_date: date,
    by: Staff,
    entries: Sequence[tuple[int, Decimal]],
) -> int:
    """Post one transfer over thousands of accounts, as `post` does, and return its id.

    For an act that has its own request key: none is kept with the transfer. Time grows with the number
    of entries, where that of `post`, made for a few, grows with its square.
    """
    moves = sorted((account, yuan(amount)) for account, amount in entries)
    accounts = _array(account for account, _ in moves)
    amounts = _array(amount for _, amount in moves)
    asked = [kind, document.pk, store_id, business_date, by.pk, accounts, amounts]
    return _execute(_POST_MANY, asked)


def reverse(
    *,
    transfer_id: int,
    document: Document | None,
    business_date: date,
    by: Staff,
    store_id: int | None = None,
    kind: str | None = None,
    key: UUID | None = None,
    memo: str = "",
) -> int:
    """Undo a transfer by its mirror on another business date, once; return the reversal's id.

    ``kind`` and ``store_id`` are the first transfer's unless named. Raises Refused as `post` does: for
    a second reversal, a reversal of a reversal, an account that lacks the money.
    """
    paper = document.pk if document else None
    return _call(kind, paper, store_id, business_date, by.pk, None, None, key, memo, transfer_id)


def _array(numbers: Iterable[int | Decimal]) -> str:
    """An array as the database writes it: the driver's own conversion of lists takes as long as posting."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _call(*asked: Any) -> int:
    return _execute(_POST, asked)


def _execute(sql: str, asked: Sequence[Any]) -> int:
    try:
        with prepared() as cursor:
            cursor.execute(sql, asked)
            posted: int = cursor.fetchone()[0]
    except DatabaseError as error:
        refusal = from_database(error)
        if refusal is None:
            raise
        raise refusal from error
    return posted
