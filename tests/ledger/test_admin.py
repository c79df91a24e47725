"""The books in the back office: read by those who may, changed by nobody, never summed over years."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.org.models import Role
from tests.factories.org import make_staff

from .conftest import Books, make_books

DAY = datetime.now(UTC).astimezone().date()


@pytest.fixture
def finance(books: Books, client: Client) -> Client:
    client.force_login(make_staff("3001", Role.FINANCE, store=books.store))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def posted(books: Books, till: Account, card: Account) -> int:
    books.post((till, "1234.50"), (card, "-1234.50"), business_date=DAY - timedelta(days=40), memo="旧")
    return books.post((till, "10.00"), (card, "-10.00"), business_date=DAY, memo="新")


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def test_transfers_of_the_last_week_come_first(
    finance: Client, posted: int, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        html = text(finance, "/office/ledger/transfer/")
    assert ("新" in html, "旧" in html) == (True, False)


def test_older_ones_are_asked_for_by_date(finance: Client, posted: int) -> None:
    first = DAY - timedelta(days=60)
    assert "旧" in text(finance, f"/office/ledger/transfer/?business_date_from={first}")


def test_the_totals_are_the_stores_books_of_the_days_shown(finance: Client, posted: int) -> None:
    assert 'hx-get="/office/ledger/transfer/totals/"' in text(finance, "/office/ledger/transfer/")
    totals = finance.get("/office/ledger/transfer/totals/").context["totals"]["rows"]
    assert [[cell["content"] for cell in row[1:]] for row in totals] == [
        ["1,234.50", "10.00", "0.00", "1,244.50"],
        ["1,234.50", "10.00", "0.00", "1,244.50"],
    ]


def test_the_totals_are_for_those_who_read_the_books(books: Books, client: Client) -> None:
    client.force_login(make_staff("1001", Role.CLERK, store=books.store))
    assert client.get("/office/ledger/transfer/totals/").status_code == 403


@pytest.mark.parametrize("asked", ["business_date_from=2020-01-01", "business_date_to=2020-01-01"])
def test_years_are_not_summed(finance: Client, posted: int, asked: str) -> None:
    listed = text(finance, f"/office/ledger/transfer/?{asked}")
    assert f'hx-get="/office/ledger/transfer/totals/?{asked}"' in listed
    assert "totals" not in finance.get(f"/office/ledger/transfer/totals/?{asked}").context


@pytest.mark.parametrize(
    "asked", ["business_date_from=x", "business_date_from=", "business_date_from=2026-02-30"]
)
def test_what_is_no_date_shows_the_last_week(finance: Client, posted: int, asked: str) -> None:
    assert finance.get(f"/office/ledger/transfer/?{asked}").status_code in (200, 302)


def test_a_transfer_shows_its_two_sides(
    finance: Client, posted: int, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        html = text(finance, f"/office/ledger/transfer/{posted}/change/")
    assert html.count("10.00") >= 2
    assert html.count("1,244.50") == 2
    assert 'name="_save"' not in html


def test_an_account_shows_its_latest_entries_and_a_way_to_older_ones(
    finance: Client, books: Books, till: Account, card: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        books.post((till, "1.00"), (card, "-1.00"), memo=f"第{number}笔")
    with django_assert_max_num_queries(15):
        html = text(finance, f"/office/ledger/account/{card.pk}/change/")
    assert ("第10笔" in html, "第9笔" in html, 'href="?before=11"' in html) == (True, False, True)
    html = text(finance, f"/office/ledger/account/{card.pk}/change/?before=11")
    assert ("第10笔" in html, "第9笔" in html, 'href="?before=' in html) == (False, True, False)


def test_accounts_are_listed_with_what_they_hold(
    finance: Client, posted: int, till: Account, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        html = text(finance, "/office/ledger/account/")
    assert html.count("1,244.50") == 2
    assert Account.objects.get(pk=till.pk).amount == Decimal("1244.50")


def test_another_stores_books_are_not_there(finance: Client, books: Books) -> None:
    other = make_books("S2")
    fees = other.account(AccountKind.FEES)
    posted = other.post((other.account(AccountKind.BANK_CARD), "5"), (fees, "-5"), business_date=DAY)
    assert finance.get(f"/office/ledger/account/{fees.pk}/change/").status_code == 302
    assert finance.get(f"/office/ledger/transfer/{posted}/change/").status_code == 302
    assert f"/office/ledger/transfer/{posted}/" not in text(finance, "/office/ledger/transfer/")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CLERK, 403), (Role.FLOOR_SUPERVISOR, 403), (Role.AUDITOR, 200)]
)
def test_who_may_read(books: Books, posted: int, client: Client, role: Role, status: int) -> None:
    client.force_login(make_staff("5555", role, store=books.store))
    for path in ("transfer/", f"transfer/{posted}/change/", "account/"):
        assert client.get(f"/office/ledger/{path}").status_code == status


@pytest.mark.parametrize(
    "path", ["transfer/add/", "account/add/", "transfer/{}/delete/", "account/{}/delete/"]
)
def test_nobody_changes_them(books: Books, posted: int, client: Client, path: str) -> None:
    client.force_login(make_staff("9999", Role.ADMINISTRATOR, store=books.store))
    assert client.post(f"/office/ledger/{path.format(posted)}").status_code == 403
    assert client.post(f"/office/ledger/transfer/{posted}/change/", {"memo": "x"}).status_code == 403
