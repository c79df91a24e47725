"""The tables of docs/cashback.md are what the rules say, in Python and in the database."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cashback.rules import DayRule, days_of, work_out

PAGE = Path(settings.BASE_DIR, "docs", "cashback.md").read_text()


def table(title: str) -> list[list[str]]:
    """The rows of the first table below a heading."""
    part = PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("row", table("What a line comes to"), ids=" ".join)
def test_a_line_comes_to_what_the_page_says(row, db):
    purchases, returned, rate, brought, correction, earned, amount, left = map(Decimal, row)
    worked = work_out(
        purchases=purchases, returned=returned, rate=rate, brought=brought, correction=correction
    )
    assert (worked.earned, worked.amount, worked.left) == (earned, amount, left)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trunc((%s - %s) * %s, 2), greatest(trunc(%s + %s + %s, 1), 0), least(%s + %s + %s, 0)",
            [purchases, returned, rate, *([earned, brought, correction] * 2)],
        )
        assert cursor.fetchone() == (earned, amount, left)


@pytest.mark.parametrize("row", table("The days"), ids=lambda row: row[0])
def test_the_days_of_a_month(row):
    month = date.fromisoformat(f"{row[0]}-01")
    days = days_of(month, DayRule())
    called = f"{days.call_from:%m-%d} to {days.call_by:%m-%d}"
    assert row[1:] == [
        days.base_first.isoformat(),
        days.base_last.isoformat(),
        f"{days.list_by:%m-%d}",
        f"{days.book_by:%m-%d}",
        called,
        f"{days.draw_by:%m-%d}",
        f"{days.pay_from:%m-%d}",
        f"{days.pay_until:%m-%d}",
    ]


@pytest.mark.parametrize(("month", "last"), [(2, 28), (4, 30), (12, 31), (2028, 29)])
def test_days_past_the_months_end_are_its_last(month, last):
    first = date(2028, 2, 1) if month == 2028 else date(2026, month, 1)
    assert days_of(first, DayRule(pay_until=31)).pay_until == first.replace(day=last)
