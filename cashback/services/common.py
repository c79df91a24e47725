"""What the acts of a cycle share: the lock, the state it has to be in, its entries in the books."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.handoffs.models import State as Handed
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.services import account_for, post
from deskops.org.models import Staff, Store

from ..models import Cycle

CARRIED = "carried"
"""Code of the account that holds what a closed cycle owes on."""
GRANTED = "cashback"
"""Code of the account of bonus granted that cashback costs."""


def lock_cycle(cycle_id: int) -> Cycle:
    """A cycle locked for an act, read after the lock is held."""
    return (
        Cycle.objects.select_for_update(no_key=True, of=("self",))
        .select_related("store", "document__store", "due", "list_paper")
        .get(pk=cycle_id)
    )


def require_state(cycle: Cycle, *states: str) -> None:
    """Raises Refused ``cycle_state`` when the cycle is in another state."""
    if cycle.state not in states:
        raise Refused(
            "cycle_state",
            _("The cashback of %(month)s is “%(state)s”.")
            % {"month": cycle.code, "state": cycle.get_state_display()},
            value=cycle.state,
            remedy=_("Open its board and see what comes next."),
        )


def require_open_list(cycle: Cycle) -> None:
    """Raises Refused unless the list may still change: not handed over, or sent back by finance."""
    require_state(cycle, Cycle.State.LISTING)
    paper = cycle.list_paper
    if paper and paper.state not in (Handed.DRAFT, Handed.DISPUTED, Handed.WITHDRAWN):
        raise Refused(
            "list_sent",
            _("The list is with finance: %(number)s.") % {"number": paper.document},
            value=paper.state,
            remedy=_("Finance disputes it first; then it can be mended."),
        )


def move(cycle: Cycle, state: Cycle.State, **filled: object) -> None:
    """Put a locked cycle and its paper into another state."""
    cycle.state = state
    for name, value in filled.items():
        setattr(cycle, name, value)
    cycle.save(update_fields=["state", *filled])
    Document.objects.filter(pk=cycle.pk).update(state=state)


def granted(store: Store) -> int:
    """The account that cashback is a cost of."""
    return account_for(AccountKind.BONUS_GRANTED, store, GRANTED).pk


def carried(store: Store) -> int:
    """The account of what closed cycles still owe."""
    return account_for(AccountKind.CASHBACK_DUE, store, CARRIED).pk


def book(
    kind: str,
    document: Document,
    store: Store,
    moves: Mapping[int, Decimal],
    *,
    by: Staff,
    now: datetime,
) -> None:
    """Post amounts (debit-positive) by account; what is zero is left out, and nothing when all is."""
    entries = [(account, amount) for account, amount in moves.items() if amount]
    if entries:
        post(
            kind=kind,
            document=document,
            store_id=store.pk,
            business_date=store.business_date(now),
            by=by,
            entries=entries,
        )


def balance_of(account_id: int) -> Decimal:
    """An account's balance as it is now, debit-positive."""
    return Account.objects.values_list("balance", flat=True).get(pk=account_id)


def run(statement: str, **params: Any) -> int:
    """One statement over a list; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def ask_row(statement: str, **params: Any) -> tuple[Any, ...]:
    """The one row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(cursor.fetchone())


def spanned(cycle: Cycle) -> dict[str, Any]:
    """What the statements over a cycle take."""
    return {
        "cycle": cycle.pk,
        "store": cycle.store_id,
        "first": cycle.base_first,
        "last": cycle.base_last,
    }
