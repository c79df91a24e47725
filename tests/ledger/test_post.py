"""One transfer: what it writes, what it refuses, what a repeated key does."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Entry, Transfer
from deskops.ledger.services import account_for, accounts_for, open_account

from .conftest import TODAY, Books, amount_of


def refused(books: Books, *entries: tuple[Account, str], **rest: Any) -> Refused:
    """The refusal of a transfer, in a savepoint of its own."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        books.post(*entries, **rest)
    return caught.value


def test_entries_carry_their_number_and_the_balance_after(books: Books, till: Account, card: Account) -> None:
    first = books.post((till, "100.00"), (card, "-100.00"))
    second = books.post((till, "-30.00"), (card, "30.00"), kind="refund")
    rows = Entry.objects.filter(account=card).order_by("seq")
    assert [(e.transfer_id, e.seq, e.amount, e.balance_after) for e in rows] == [
        (first, 1, Decimal("-100.00"), Decimal("-100.00")),
        (second, 2, Decimal("30.00"), Decimal("-70.00")),
    ]
    assert amount_of(card) == Decimal("70.00")
    assert amount_of(till) == Decimal("70.00")


def test_a_transfer_keeps_who_when_where_and_why(books: Books, till: Account, card: Account) -> None:
    posted = books.post((till, "1"), (card, "-1"), kind="top_up", memo="开卡")
    row = Transfer.objects.get(pk=posted)
    assert (row.kind, row.business_date, row.store_id, row.staff_id, row.memo, row.document_id) == (
        "top_up",
        TODAY,
        books.store.pk,
        books.clerk.pk,
        "开卡",
        None,
    )


def test_posting_is_one_statement(
    books: Books, till: Account, card: Account, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        books.post((till, "1.00"), (card, "-1.00"))


def test_an_account_below_zero_is_refused_with_what_it_lacks(
    books: Books, till: Account, card: Account
) -> None:
    books.post((till, "100.00"), (card, "-100.00"))
    sales = books.account(AccountKind.CARD_SALES)
    no = refused(books, (card, "100.01"), (sales, "-100.01"), kind="redeem")
    assert no.code == "insufficient"
    assert no.value == {
        "account": card.pk,
        "kind": "card_principal",
        "code": "C1",
        "lacks": Decimal("0.01"),
    }
    assert amount_of(card) == Decimal("100.00")
    assert Transfer.objects.count() == 1


def test_a_till_pays_its_last_jiao_and_no_more(books: Books, till: Account) -> None:
    fund = books.account(AccountKind.FLOAT_FUND)
    books.post((till, "50.00"), (fund, "-50.00"), kind="float")
    no = refused(books, (till, "-50.10"), (fund, "50.10"))
    assert no.value == {"account": till.pk, "kind": "till_cash", "code": "T1", "lacks": Decimal("0.10")}
    books.post((till, "-50.00"), (fund, "50.00"), kind="float_back")
    assert amount_of(till) == Decimal("0.00")


def test_an_account_without_a_floor_goes_either_way(books: Books, till: Account) -> None:
    short = books.account(AccountKind.OVER_SHORT)
    fund = books.account(AccountKind.FLOAT_FUND)
    books.post((till, "50.00"), (fund, "-50.00"), kind="float")
    books.post((till, "-1.00"), (short, "1.00"), kind="short")
    assert amount_of(short) == Decimal("-1.00")


def test_two_sides_that_differ_are_refused_at_once(books: Books, till: Account, card: Account) -> None:
    assert refused(books, (till, "10.00"), (card, "-9.99")).code == "unbalanced"
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("amounts", [("0", "0"), ("5", "-5", "0")])
def test_an_entry_of_nothing_is_refused(books: Books, till: Account, card: Account, amounts) -> None:
    accounts = (till, card, books.account(AccountKind.FEES))
    no = refused(books, *zip(accounts, amounts, strict=False))
    assert no.code == "nothing_moves"


def test_an_account_is_named_once(books: Books, till: Account) -> None:
    assert refused(books, (till, "10.00"), (till, "-10.00")).code == "accounts"
    assert refused(books).code == "accounts"
    assert refused(books, (till, "10.00"), (Account(pk=0), "-10.00")).code == "accounts"


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "1000000000000"])
def test_an_inexact_amount_is_a_fault(books: Books, till: Account, card: Account, amount: str) -> None:
    with pytest.raises(ValueError, match=r"decimal places|no amount"):
        books.post((till, amount), (card, f"-{amount}"))


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "1000000000000"])
def test_the_database_itself_refuses_an_inexact_amount(books: Books, till, card, amount: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_post('x', NULL, %s, %s, %s, %s, ARRAY[%s, -%s]::numeric[], NULL, '', NULL)",
            [books.store.pk, TODAY, books.clerk.pk, [till.pk, card.pk], Decimal(amount), Decimal(amount)],
        )


def test_the_same_key_answers_the_same_transfer(books: Books, till: Account, card: Account) -> None:
    key = uuid4()
    first = books.post((till, "10.00"), (card, "-10.00"), key=key)
    assert books.post((card, "-10"), (till, "10"), key=key) == first
    assert amount_of(card) == Decimal("10.00")
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "refund"},
        {"memo": "又一次"},
        {"business_date": date(2026, 11, 21)},
    ],
)
def test_a_key_serves_no_other_transfer(books: Books, till: Account, card: Account, other) -> None:
    key = uuid4()
    books.post((till, "10.00"), (card, "-10.00"), key=key)
    assert refused(books, (till, "10.00"), (card, "-10.00"), key=key, **other).code == "request_reused"
    assert amount_of(card) == Decimal("10.00")


def test_a_key_serves_no_other_amount(books: Books, till: Account, card: Account) -> None:
    key = uuid4()
    books.post((till, "10.00"), (card, "-10.00"), key=key)
    assert refused(books, (till, "10.01"), (card, "-10.01"), key=key).code == "request_reused"


def test_opening_an_account_again_finds_it(books: Books, django_assert_num_queries) -> None:
    first = open_account(AccountKind.FEES, books.store)
    assert open_account(AccountKind.FEES, books.store) == first
    assert (first.normal, first.floored, first.balance, first.entries) == (-1, False, Decimal(0), 0)
    with django_assert_num_queries(1):
        assert account_for(AccountKind.FEES, books.store) == first


def test_accounts_come_in_the_order_asked_and_missing_ones_are_opened(books: Books, till: Account) -> None:
    wanted = [(AccountKind.FEES, ""), (AccountKind.TILL_CASH, "T1"), (AccountKind.TILL_CASH, "T2")]
    fees, first, second = accounts_for(books.store, wanted)
    assert [(a.kind, a.code) for a in (fees, first, second)] == [
        ("fees", ""),
        ("till_cash", "T1"),
        ("till_cash", "T2"),
    ]
    assert first == till
    assert accounts_for(books.store, wanted) == [fees, first, second]
