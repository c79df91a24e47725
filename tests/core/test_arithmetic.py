"""Every row of every table in docs/arithmetic.md, and that no table is without its test."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from deskops.core.calendar import (
    SHANGHAI,
    Pause,
    WorkCalendar,
    add_working_days,
    business_date,
    due,
    window_end,
)
from deskops.core.money import JIAO, MoneyFormField, break_down, capitals, round_cash, round_to, yuan
from deskops.core.notice import parse_notice
from tests.support.documents import tables

from .notices import NOTICE_2026

PAGE = Path(__file__).parents[2] / "docs" / "arithmetic.md"
REFUSED = "refused"


def year_2026() -> WorkCalendar:
    days = parse_notice(NOTICE_2026, year=2026)
    off = frozenset(day.day for day in days if day.is_off)
    return WorkCalendar(off, frozenset(day.day for day in days) - off, frozenset({2026}))


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def or_refused(compute: Callable[..., str], *given: object) -> str:
    try:
        return compute(*given)
    except (ValueError, ValidationError):
        return REFUSED


def pieces(amount: str) -> str:
    return ", ".join(f"{count} × {face}" for face, count in break_down(Decimal(amount)).items())


def cash(amount: str, rule: str, direction: str) -> tuple[str, ...]:
    return tuple(
        str(part)
        for part in round_cash(Decimal(amount), rule, pays={"paid": True, "taken": False}[direction])
    )


def windows(first: str, days: str) -> tuple[str, ...]:
    day = date.fromisoformat(first)
    return str(window_end(day, int(days), year_2026())), str(window_end(day, int(days)))


def promise(start: str, hours: str, days: str, pause: str) -> str:
    stops = [Pause(*map(moment, pause.split(" to ")))] if pause else []
    calendar = {"all": None, "working": year_2026()}[days]
    return f"{due(moment(start), int(hours), calendar, stops):%Y-%m-%d %H:%M}"


def kept(given: str) -> str:
    return or_refused(lambda: str(yuan(given)))


def typed(text: str) -> str:
    return or_refused(lambda: str(MoneyFormField().clean(text)))


def rounded(exact: str) -> tuple[str, ...]:
    return str(round_to(Decimal(exact))), str(round_to(Decimal(exact), JIAO))


def business(text: str, hour: str) -> str:
    return str(business_date(moment(text), int(hour)))


def working(start: str, days: str) -> str:
    return str(add_working_days(date.fromisoformat(start), int(days), year_2026()))


# By the table's headings: how many cells are given, and what computes the cells after them.
TABLES: dict[tuple[str, ...], tuple[int, Callable[..., str | tuple[str, ...]]]] = {
    ("Given", "Kept as"): (1, kept),
    ("Typed into a box", "Read as"): (1, typed),
    ("Exact", "To the fen", "To the jiao"): (1, rounded),
    ("Amount", "Setting", "Taken or paid", "Cash", "Difference"): (3, cash),
    ("Amount", "Pieces"): (1, lambda amount: or_refused(pieces, amount)),
    ("Amount", "In capitals"): (1, lambda amount: or_refused(capitals, Decimal(amount))),
    ("Moment in Shanghai", "Cut-off hour", "Business date"): (2, business),
    ("First day", "Days", "Closes", "Closes without rolling", "Why"): (2, windows),
    ("From", "Working days", "Is"): (2, working),
    ("From", "Hours", "Days", "Pause", "Due"): (4, promise),
}


@pytest.mark.parametrize(
    ("columns", "row"), [(columns, row) for columns, rows in tables(PAGE).items() for row in rows], ids=str
)
def test_a_row_of_the_page_is_true(columns, row):
    given, compute = TABLES[columns]
    computed = compute(*row[:given])
    expected = row[given:-1] if columns[-1] == "Why" else row[given:]
    assert ((computed,) if isinstance(computed, str) else computed) == expected


def test_every_table_has_rows_and_a_test():
    assert {columns: bool(rows) for columns, rows in tables(PAGE).items()} == dict.fromkeys(TABLES, True)
