"""A mistake is mended by a reversing transfer that names the first, once."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Entry, Transfer

from .conftest import TODAY, Books, amount_of


def refused(books: Books, transfer_id: int, **rest: Any) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        books.reverse(transfer_id, **rest)
    return caught.value.code


def test_a_reversal_is_the_mirror_on_its_own_day(books: Books, till: Account, card: Account) -> None:
    first = books.post((till, "10.00"), (card, "-10.00"), business_date=date(2026, 11, 19))
    second = books.reverse(first, memo="按错金额")
    row = Transfer.objects.get(pk=second)
    assert (row.reversal_of_id, row.kind, row.store_id, row.business_date) == (
        first,
        "top_up",
        books.store.pk,
        TODAY,
    )
    amounts = Entry.objects.filter(transfer=second).order_by("account").values_list("account", "amount")
    assert list(amounts) == [(till.pk, Decimal("-10.00")), (card.pk, Decimal("10.00"))]
    assert amount_of(till) == amount_of(card) == Decimal(0)


def test_a_transfer_is_reversed_once(books: Books, till: Account, card: Account) -> None:
    books.post((till, "100.00"), (card, "-100.00"))
    first = books.post((till, "10.00"), (card, "-10.00"))
    books.reverse(first)
    assert refused(books, first) == "reversed_already"
    assert amount_of(card) == Decimal("100.00")


def test_a_reversal_is_not_reversed(books: Books, till: Account, card: Account) -> None:
    second = books.reverse(books.post((till, "10.00"), (card, "-10.00")))
    assert refused(books, second) == "reversal_final"


def test_money_that_is_gone_is_not_taken_back(books: Books, till: Account, card: Account) -> None:
    first = books.post((till, "10.00"), (card, "-10.00"))
    books.post((card, "0.01"), (books.account(AccountKind.CARD_SALES), "-0.01"), kind="redeem")
    assert refused(books, first) == "insufficient"


def test_the_same_key_answers_the_same_reversal(books: Books, till: Account, card: Account) -> None:
    key = uuid4()
    first = books.post((till, "10.00"), (card, "-10.00"))
    assert books.reverse(first, key=key) == books.reverse(first, key=key)
    assert Transfer.objects.count() == 2


def test_a_reversal_undoes_all_of_one_transfer(books: Books, till: Account, card: Account) -> None:
    first = books.post((till, "10.00"), (card, "-10.00"))
    for amount in ("9.99", "-10.00"):
        with pytest.raises(Refused) as caught, transaction.atomic():
            books.post((till, f"-{amount}".replace("--", "")), (card, amount), reversal_of=first)
        assert caught.value.code == "reversal_mirrors"
    assert refused(books, 0) == "reversal_mirrors"
    books.post((till, "-10.00"), (card, "10.00"), reversal_of=first)
    assert amount_of(card) == Decimal(0)
