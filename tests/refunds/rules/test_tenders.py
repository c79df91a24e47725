"""What time does to a refund by each tender."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.calendar import WorkCalendar
from deskops.core.money import ZERO
from refunds.rules.tenders import Tendered, TerminalWay, Way, credit_due, invoiceable, terminal_way

from .years import CALENDAR

BOUGHT = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("today", "way"),
    [
        ("2026-09-20", Way.VOID),
        ("2026-09-21", Way.REFUND),
        ("2026-10-05", Way.REFUND),  # the fifteenth day, inside National Day
        ("2026-10-06", Way.CLOSED),  # it doesn't roll
    ],
)
def test_void_on_the_day_then_refund_then_nothing(today, way):
    found = terminal_way(bought_on=BOUGHT, today=date.fromisoformat(today), days=15)
    assert found == TerminalWay(way, date(2026, 10, 5))


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(0, 40), st.integers(0, 30))
def test_each_way_has_its_days(bought, after, days):
    found = terminal_way(bought_on=bought, today=bought + timedelta(after), days=days)
    assert found.until == bought + timedelta(days)
    assert (found.way == Way.VOID) is (after == 0)
    assert (found.way == Way.CLOSED) is (after > days)


def test_a_terminal_gives_nothing_back_before_the_purchase():
    with pytest.raises(ValueError, match="2026-09-19"):
        terminal_way(bought_on=BOUGHT, today=date(2026, 9, 19), days=15)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-11-20", "2026-12-01"),
        ("2026-02-12", "2026-02-28"),  # Spring Festival, and two Saturdays that are worked
        ("2026-09-30", "2026-10-15"),
        ("2025-12-31", "2026-01-12"),
    ],
)
def test_the_credit_is_due_after_seven_working_days(day, due):
    assert credit_due(date.fromisoformat(day), 7, CALENDAR) == date.fromisoformat(due)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(1, 15))
def test_a_credit_is_due_on_a_working_day_that_many_after_it(day, days):
    due = credit_due(day, days, CALENDAR)
    worked = [CALENDAR.is_working_day(day + timedelta(n + 1)) for n in range((due - day).days)]
    assert (sum(worked), worked[-1]) == (days, True)


def test_without_a_notice_monday_to_friday_are_worked():
    assert credit_due(date(2030, 9, 30), 7, WorkCalendar()) == date(2030, 10, 9)


def test_an_invoice_leaves_out_what_a_prepaid_card_paid():
    paid = [
        Tendered("cash", Decimal("41.66"), is_prepaid=False),
        Tendered("stored_value", Decimal("27.78"), is_prepaid=True),
        Tendered("bank_card", Decimal("10.00"), is_prepaid=False),
    ]
    assert (invoiceable(paid), invoiceable(paid[1:2]), invoiceable([])) == (Decimal("51.66"), ZERO, ZERO)
