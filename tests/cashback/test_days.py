"""Months of 28, 29, 30 and 31 days: the last day of payment, the first day after it, the days of the base."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from cashback.models import Carry, Line
from deskops.core.refusals import Refused
from tests.cashback.test_month import proved
from tests.factories.cashback import buy

D = Decimal
MONTHS = [  # paid in, the last day of payment, the last day of the month before
    (date(2027, 2, 1), date(2027, 2, 28), date(2027, 1, 31)),
    (date(2028, 2, 1), date(2028, 2, 29), date(2028, 1, 31)),
    (date(2027, 4, 1), date(2027, 4, 30), date(2027, 3, 31)),
    (date(2027, 5, 1), date(2027, 5, 30), date(2027, 4, 30)),
    (date(2027, 3, 1), date(2027, 3, 30), date(2027, 2, 28)),
    (date(2028, 3, 1), date(2028, 3, 30), date(2028, 2, 29)),
]


def at(day: date, hour: int = 10) -> datetime:
    """An hour of that day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


def drawn(month, first: date, base_last: date) -> list[Line]:
    """The cycle paid in this month, two lines of ten yuan of the base's last day, its cash there."""
    for member in month.silver("0.00", "0.00"):
        buy(member, "1000.00", at=at(base_last, 22))
        buy(member, "500.00", at=at(base_last + timedelta(days=1)))
    month.opened(first, at(first))
    month.computed(at(first))
    month.booked(at(first))
    month.drawn(at(first.replace(day=14)))
    return list(month.cycle.lines.order_by("pk"))


@pytest.mark.parametrize(("first", "last", "base_last"), MONTHS, ids=lambda day: f"{day:%y%m%d}")
def test_it_is_paid_to_its_last_day_and_goes_back_the_day_after(month, first, last, base_last):
    one, other = drawn(month, first, base_last)
    assert (one.amount, other.amount) == (D("10.00"), D("10.00"))
    turn = month.turn(at(first.replace(day=15), 7))
    with pytest.raises(Refused) as refused:
        month.pay(one, turn, at(first.replace(day=14), 23))
    assert refused.value.code == "not_pay_days"
    month.pay(one, turn, at(last, 21))
    after = at(last + timedelta(days=1), 8)
    with pytest.raises(Refused) as refused:
        month.pay(other, turn, after)
    assert refused.value.code == "not_pay_days"
    proved(month)


@pytest.mark.parametrize(("first", "last", "base_last"), MONTHS[:2], ids=lambda day: f"{day:%y%m%d}")
@pytest.mark.parametrize("rule", ["carry", "close"])
def test_what_is_unpaid_is_handed_back_and_ends_as_the_store_says(month, first, last, base_last, rule):
    one, _other = drawn(month, first, base_last)
    type(month.cycle).objects.update(unpaid=rule)
    turn = month.turn(at(last))
    month.pay(one, turn, at(last))
    month.ended(turn, at(last))
    with pytest.raises(Refused) as refused:
        month.handed_back(at(last, 23))
    assert refused.value.code == "pay_days_left"
    after = at(last + timedelta(days=1))
    back = month.handed_back(after)
    assert back.total_amount == D("10.00")
    month.receive(back, month.finance, after)
    month.closed(after)
    proved(month)
    assert [row.amount for row in Carry.objects.filter(owed=True)] == (
        [D("10.00")] if rule == "carry" else []
    )
