"""What is asked of the books: statements, amounts on a day, movements that add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.queries import Acted, MovementLine, acted, amount_on, movement, movements, statement

from .conftest import TODAY, Books, make_books

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def week(books: Books, till: Account, card: Account) -> Books:
    """A float, two top-ups with a bonus, a purchase, a reversal, over three business dates."""
    fund, sales, granted, bonus = (
        books.account(AccountKind.FLOAT_FUND),
        books.account(AccountKind.CARD_SALES),
        books.account(AccountKind.BONUS_GRANTED),
        books.account(AccountKind.CARD_BONUS, "C1"),
    )
    books.post((till, "500"), (fund, "-500"), kind="float", business_date=YESTERDAY)
    books.post(
        (till, "200"),
        (card, "-200"),
        (granted, "20"),
        (bonus, "-20"),
        kind="top_up",
        business_date=YESTERDAY,
        memo="开卡",
    )
    wrong = books.post((till, "30"), (card, "-30"), kind="top_up")
    books.post((card, "50.50"), (sales, "-50.50"), kind="redeem")
    books.reverse(wrong)
    books.post((till, "100"), (card, "-100"), kind="top_up", business_date=TOMORROW)
    return books


def test_a_statement_is_read_page_by_page(week: Books, card: Account, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        newest = statement(card, limit=3)
    assert [(line.seq, line.kind, line.amount, line.balance) for line in newest.lines] == [
        (5, "top_up", Decimal("100.00"), Decimal("249.50")),
        (4, "top_up", Decimal("-30.00"), Decimal("149.50")),
        (3, "redeem", Decimal("-50.50"), Decimal("179.50")),
    ]
    older = statement(card, before=newest.before, limit=3)
    assert [(line.seq, line.balance) for line in older.lines] == [
        (2, Decimal("230.00")),
        (1, Decimal("200.00")),
    ]
    assert older.before is None
    assert older.lines[1].memo == "开卡"


def test_a_page_that_is_just_full_has_none_after_it(week: Books, card: Account) -> None:
    assert statement(card, limit=5).before is None


def test_the_amount_on_a_business_date(week: Books, card: Account, django_assert_num_queries) -> None:
    days = [YESTERDAY - timedelta(days=1), YESTERDAY, TODAY, TOMORROW]
    with django_assert_num_queries(4):
        amounts = [amount_on(card, day) for day in days]
    assert amounts == [Decimal("0.00"), Decimal("200.00"), Decimal("149.50"), Decimal("249.50")]


def test_a_movement_says_what_came_in_and_went_out(
    week: Books, card: Account, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        cards = movement(kind=AccountKind.CARD_PRINCIPAL, store=week.store, first=TODAY, last=TODAY)
    assert (cards.opening, cards.came_in, cards.went_out, cards.closing) == (
        Decimal("200.00"),
        Decimal("30.00"),
        Decimal("80.50"),
        Decimal("149.50"),
    )
    assert cards.lines == (
        MovementLine("redeem", Decimal("0.00"), Decimal("50.50")),
        MovementLine("top_up", Decimal("30.00"), Decimal("30.00")),
    )


def test_a_store_without_books_moved_nothing(week: Books) -> None:
    other = make_books("S2")
    quiet = movement(kind=AccountKind.TILL_CASH, store=other.store, first=TODAY, last=TODAY)
    assert (quiet.opening, quiet.lines, quiet.closing) == (Decimal(0), (), Decimal(0))


def test_one_till_is_told_from_another(week: Books, till: Account) -> None:
    second = week.account(AccountKind.TILL_CASH, "T2")
    week.post((second, "70"), (week.account(AccountKind.FLOAT_FUND), "-70"), kind="float")

    def closing(code: str | None) -> Decimal:
        return movement(
            kind=AccountKind.TILL_CASH, store=week.store, first=TODAY, last=TODAY, code=code
        ).closing

    assert (closing("T1"), closing("T2"), closing(None)) == (Decimal(700), Decimal(70), Decimal(770))


def test_all_books_of_a_store_side_by_side(week: Books, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        books = movements(store=week.store, first=YESTERDAY, last=TOMORROW)
    assert list(books) == list(AccountKind)
    assert {kind: m.closing for kind, m in books.items() if m.closing} == {
        AccountKind.TILL_CASH: Decimal("800.00"),
        AccountKind.CARD_PRINCIPAL: Decimal("249.50"),
        AccountKind.CARD_BONUS: Decimal("20.00"),
        AccountKind.CARD_SALES: Decimal("50.50"),
        AccountKind.FLOAT_FUND: Decimal("500.00"),
        AccountKind.BONUS_GRANTED: Decimal("20.00"),
    }
    assert sum(m.closing * m.kind.normal for m in books.values()) == 0


def test_a_card_spent_elsewhere_moves_the_books_that_issued_it(week: Books, card: Account) -> None:
    other = make_books("S2")
    other.post((card, "10"), (other.account(AccountKind.CARD_SALES), "-10"), kind="redeem")
    issued = movement(kind=AccountKind.CARD_PRINCIPAL, store=week.store, first=TODAY, last=TODAY)
    assert issued.closing == Decimal("139.50")
    assert acted(store=other.store, first=TODAY, last=TODAY) == [
        Acted(other.clerk.pk, "redeem", AccountKind.CARD_PRINCIPAL, 1, Decimal("0.00"), Decimal("10.00")),
        Acted(other.clerk.pk, "redeem", AccountKind.CARD_SALES, 1, Decimal("10.00"), Decimal("0.00")),
    ]


def test_a_store_that_still_writes_the_day_before(week: Books, card: Account, till: Account) -> None:
    week.post((till, "5"), (card, "-5"), kind="top_up", business_date=date(2026, 11, 19))
    assert amount_on(card, YESTERDAY) == Decimal("205.00")
    assert amount_on(card, TODAY) == Decimal("154.50")
