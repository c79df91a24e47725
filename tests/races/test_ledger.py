"""The books under many hands; each race with a control that shows what it would find."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import permutations
from random import Random
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection, transaction

from deskops.core.plugs import Plugs
from deskops.ledger import proofs
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Transfer
from deskops.ledger.services import open_account
from tests.ledger.conftest import Books, amount_of, make_books

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def books(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Books]:
    monkeypatch.setattr(proofs, "proofs", Plugs(key="code"))  # the cards here are accounts alone
    books = make_books()
    yield books
    assert [line.code for line in proofs.prove_books() if line.wrong] == []


def card_with(books: Books, amount: str, code: str = "C1") -> Account:
    card = books.account(AccountKind.CARD_PRINCIPAL, code)
    books.post((books.account(AccountKind.BANK_CARD), amount), (card, f"-{amount}"))
    return card


def spend(
    books: Books, card: Account, amount: str, sales: Account, _hand: int, key: UUID | None = None
) -> int:
    return books.post((card, amount), (sales, f"-{amount}"), kind="redeem", key=key)


def undo(books: Books, transfer: int, _hand: int) -> int:
    return books.reverse(transfer)


def open_till(books: Books, code: str, _hand: int) -> int:
    return open_account(AccountKind.TILL_CASH, books.store, code).pk


def test_ten_of_twenty_five_spends_of_ten_from_a_hundred(books: Books) -> None:
    card, sales = card_with(books, "100.00"), books.account(AccountKind.CARD_SALES)
    with crowd(25) as together:
        codes = together.codes(partial(spend, books, card, "10.00", sales))
    assert codes == [""] * 10 + ["insufficient"] * 15
    assert (amount_of(card), amount_of(sales)) == (Decimal(0), Decimal(100))


@pytest.fixture
def naive_card(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_card AS SELECT 100.00 AS balance")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_card")


def test_the_control_without_a_lock_spends_what_is_not_there(naive_card: None) -> None:
    all_have_looked = Barrier(25)

    def look_then_spend(_number: int) -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT balance FROM naive_card")
            enough: bool = cursor.fetchone()[0] >= 10
            all_have_looked.wait(timeout=60)
            if enough:
                cursor.execute("UPDATE naive_card SET balance = balance - 10")
            return enough

    with crowd(25) as together:
        assert sum(together(look_then_spend)) == 25
    with connection.cursor() as cursor:
        cursor.execute("SELECT balance FROM naive_card")
        assert cursor.fetchone()[0] == Decimal("-150.00")


def test_the_last_ten_yuan_are_spent_once(books: Books) -> None:
    sales = books.account(AccountKind.CARD_SALES)
    with crowd() as together:
        for number in range(ROUNDS):
            card = card_with(books, "10.00", f"C{number}")
            codes = together.codes(partial(spend, books, card, "10.00", sales))
            assert codes == [""] + ["insufficient"] * (HANDS - 1)
            assert amount_of(card) == 0


def test_the_same_key_pays_once(books: Books) -> None:
    sales, card = books.account(AccountKind.CARD_SALES), card_with(books, "1000.00")
    with crowd() as together:
        for _round in range(ROUNDS):
            key = uuid4()
            ids = together(partial(spend, books, card, "1.00", sales, key=key))
            assert len(set(ids)) == 1
    assert amount_of(sales) == ROUNDS


def test_a_transfer_is_reversed_once(books: Books) -> None:
    card, bank = card_with(books, "0.01"), books.account(AccountKind.BANK_CARD)
    with crowd() as together:
        for _round in range(ROUNDS):
            first = books.post((bank, "5.00"), (card, "-5.00"))
            codes = together.codes(partial(undo, books, first))
            assert codes == [""] + ["reversed_already"] * (HANDS - 1)
    assert amount_of(card) == Decimal("0.01")


def test_an_account_is_opened_once(books: Books) -> None:
    with crowd() as together:
        for number in range(ROUNDS):
            ids = together(partial(open_till, books, f"T{number}"))
            assert len(set(ids)) == 1


def test_crossing_accounts_never_deadlock(books: Books) -> None:
    """Every hand takes three accounts in an order of its own; nobody is told that another is at work."""
    accounts = [
        books.account(kind)
        for kind in (AccountKind.BANK_CARD, AccountKind.BANK_TRANSFER, AccountKind.FEES, AccountKind.ROUNDING)
    ]
    orders = list(permutations(accounts, 3))

    def hand(number: int) -> int:
        for first, second, third in Random(number).choices(orders, k=ROUNDS):
            with transaction.atomic():
                books.post((first, "1.00"), (second, "2.00"), (third, "-3.00"), kind="crossing")
        return number

    with crowd() as together:
        assert together(hand) == list(range(HANDS))
    assert Transfer.objects.filter(kind="crossing").count() == HANDS * ROUNDS


def test_the_control_that_locks_in_any_order_deadlocks(books: Books) -> None:
    pair = [books.account(AccountKind.FEES).pk, books.account(AccountKind.ROUNDING).pk]
    both_hold_one = Barrier(2)

    def hand(number: int) -> bool:
        try:
            with transaction.atomic():
                lock(pair[number])
                both_hold_one.wait(timeout=60)
                lock(pair[1 - number])
        except OperationalError:
            return False
        return True

    with crowd(2) as together:
        assert sorted(together(hand)) == [False, True]


def lock(account: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_account WHERE id = %s FOR NO KEY UPDATE", [account])
