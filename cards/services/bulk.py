"""Thousands of cards in one act: set-based, all or nothing. Part of a caller's act, with its paper begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import open_accounts, post_many
from deskops.tills.services import Leg

from ..models import CardAct, StoredValue, StoredValueCard
from .counter import Counter

_VALUES = """
INSERT INTO cards_storedvalue
    (kind, store_id, principal_id, bonus_id, referrer, state, opened_on, valid_until)
SELECT 'bearer', %s, principal, bonus, '', 'active', %s, %s
FROM unnest(%s::bigint[], %s::bigint[]) one (principal, bonus) RETURNING id, principal_id
"""
_CARDS = """
INSERT INTO cards_storedvaluecard (number, value_id, state, store_id, issued_on, issued_by_id)
SELECT number, value, 'issued', %s, %s, %s FROM unnest(%s::text[], %s::bigint[]) one (number, value)
"""
_LINES = """
INSERT INTO cards_bulkline (document_id, value_id, principal, bonus, balance_after)
SELECT %s, value, principal, bonus, after
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[]) one (value, principal, bonus, after)
"""


@dataclass(frozen=True)
class Moved:
    """What a bulk act does to one account, in yuan: what it adds (negative: takes) and what is then on it."""

    value: int
    principal_account: int
    bonus_account: int
    principal: Decimal
    bonus: Decimal
    after: Decimal


def issue_bearers(
    *,
    document: Document,
    kind: CardAct.Kind,
    cards: Sequence[tuple[str, Decimal]],
    valid_until: date,
    other: int,
    counter: Counter,
) -> CardAct:
    """Make bearer cards of (number, face) active, the money moved from the account ``other``.

    What an activation puts on them is principal, what a bonus puts there is bonus: ``kind`` says which.
    One transfer, one act with the sum, one line for each card. Raises Refused for a number that a card
    has already, and when ``other`` lacks the money.
    """
    numbers = [number for number, _face in cards]
    _refuse_taken(numbers)
    principal = open_accounts(AccountKind.CARD_PRINCIPAL, counter.store, numbers)
    bonus = open_accounts(AccountKind.CARD_BONUS, counter.store, numbers)
    values = _insert_values(numbers, principal, bonus, valid_until, counter)
    is_bonus = kind == CardAct.Kind.GROUP_BONUS
    moved = [
        Moved(
            values[principal[number]],
            principal[number],
            bonus[number],
            ZERO if is_bonus else face,
            face if is_bonus else ZERO,
            face,
        )
        for number, face in cards
    ]
    return move_many(document=document, kind=kind, moved=moved, others=[other], counter=counter)


def move_many(
    *,
    document: Document,
    kind: CardAct.Kind,
    moved: Sequence[Moved],
    others: Sequence[int],
    counter: Counter,
) -> CardAct:
    """Post what an act does to many accounts and write it down: one transfer, the act, its lines.

    ``others`` take the opposite of the principal and, where there are two, of the bonus. The caller has
    locked the accounts that exist already.
    """
    principal = sum((one.principal for one in moved), ZERO)
    bonus = sum((one.bonus for one in moved), ZERO)
    legs: list[Leg] = [(one.principal_account, -one.principal) for one in moved if one.principal]
    legs += [(one.bonus_account, -one.bonus) for one in moved if one.bonus]
    sums = (principal, bonus) if len(others) > 1 else (principal + bonus,)
    legs += [(account, amount) for account, amount in zip(others, sums, strict=True) if amount]
    post_many(
        kind=kind.value,
        document=document,
        store_id=document.store_id,
        business_date=document.business_date,
        by=counter.by,
        entries=legs,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES,
            [
                document.pk,
                [one.value for one in moved],
                [one.principal for one in moved],
                [one.bonus for one in moved],
                [one.after for one in moved],
            ],
        )
    return CardAct.objects.create(document=document, kind=kind, principal=principal, bonus=bonus)


def _refuse_taken(numbers: Sequence[str]) -> None:
    taken = StoredValueCard.objects.filter(number__in=numbers).order_by("number")
    found = list(taken.values_list("number", flat=True)[:4])
    if found:
        raise Refused(
            "card_number_taken",
            _("Another card has this number already."),
            field="ranges",
            value="、".join(found),
            remedy=_("Look at the number on the plastic again."),
        )


def _insert_values(
    numbers: Sequence[str],
    principal: dict[str, int],
    bonus: dict[str, int],
    valid_until: date,
    counter: Counter,
) -> dict[int, int]:
    """The new accounts and their plastic; the keys of the accounts by those of their principal's."""
    store, today = counter.store.pk, counter.store.business_date(counter.now)
    accounts = [[books[number] for number in numbers] for books in (principal, bonus)]
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [store, today, valid_until, *accounts])
        values = {account: value for value, account in cursor.fetchall()}
        keys = [values[principal[number]] for number in numbers]
        cursor.execute(_CARDS, [store, today, counter.by.pk, list(numbers), keys])
    return values


def lock_values(numbers: Sequence[str]) -> list[StoredValueCard]:
    """The cards of these numbers with accounts and balances, their accounts locked in the order of keys.

    Cards and balances are read after the lock. Numbers that no card has are left out.
    """
    wanted = StoredValueCard.objects.filter(number__in=numbers)
    keys = list(wanted.values_list("value", flat=True))
    locked = StoredValue.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    list(locked.order_by("pk").values_list("pk"))
    return list(wanted.select_related("value__principal", "value__bonus").order_by("number"))
