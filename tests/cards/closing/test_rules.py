"""The court's rule: the cases of docs/closing.md, and what holds for every card."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cards.closing.rules import Cause, PaidIn, Spent, agreed, in_cash, interest, net_of_returns, reckon
from deskops.core.calendar import WorkCalendar
from deskops.core.money import ZERO
from deskops.core.refusals import Refused

PAGE = Path(settings.BASE_DIR, "docs", "closing.md").read_text()
ROWS = [
    [cell.strip() for cell in row.strip("| \n").split("|")]
    for row in re.findall(r"^\| .*\d.*\|$", PAGE, re.MULTILINE)
]
CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset({2026}))


def november(day: str) -> date:
    return date(2026, 11, int(day))


def payments_of(cell: str) -> list[PaidIn]:
    found = re.findall(r"(\d+) ([\d.]+)\+([\d.]+)", cell)
    return [PaidIn(november(day), Decimal(own), Decimal(bonus)) for day, own, bonus in found]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_worked_case(row):
    _case, paid, bought, closed, cause, withdrawn, by_rule, due = row
    listed, price = map(Decimal, bought.split("/"))
    got = reckon(
        payments=payments_of(paid),
        spent=Spent(listed, price),
        cause=Cause(cause),
        asked_on=november(closed),
        calendar=CALENDAR,
    )
    assert (got.withdrawn, got.by_rule, got.due) == (Decimal(withdrawn), Decimal(by_rule), Decimal(due))
    assert got.lines[-1].amount == got.due


def test_the_page_has_its_cases():
    assert len(ROWS) == 18


def test_the_interest_of_the_page():
    for amount, rate, days, told in re.findall(
        r"([\d.]+) yuan at ([\d.]+) % for (\d+) days is ([\d.]+\d)", PAGE
    ):
        since = date(2026, 11, 20)
        until = since + timedelta(days=int(days))
        earned = interest(amount=Decimal(amount), rate=Decimal(rate), since=since, until=until)
        assert earned == Decimal(told)
    assert interest(amount=Decimal(100), rate=Decimal(3), since=since, until=since) == ZERO


fen = st.integers(min_value=0, max_value=500_000).map(lambda n: Decimal(n) / 100)
days_ago = st.integers(min_value=0, max_value=30).map(lambda n: date(2026, 11, 20) - timedelta(days=n))
some_payments = st.lists(st.builds(PaidIn, days_ago, fen, fen), min_size=1, max_size=6)


@st.composite
def records(draw):
    """Payments, and something bought with them that they could pay, at a discount or not."""
    paid_in = draw(some_payments)
    held = sum((one.principal + one.bonus for one in paid_in), ZERO)
    paid = draw(st.integers(min_value=0, max_value=int(held * 100))) / Decimal(100)
    return paid_in, Spent(paid + draw(fen) if paid else ZERO, paid)


def reckoned(record, cause, **more):
    payments, spent = record
    asked = {"payments": payments, "spent": spent, "cause": cause, "asked_on": date(2026, 11, 20)}
    return reckon(**{**asked, **more})


@given(records(), st.sampled_from(Cause))
def test_never_above_what_was_paid_never_below_nothing(record, cause):
    got = reckoned(record, cause)
    assert got.paid_in == sum((one.principal for one in record[0]), ZERO)
    assert got.withdrawn >= ZERO
    assert got.by_rule >= ZERO
    assert got.due <= got.paid_in
    assert got.due == got.due.quantize(Decimal("0.01"))


@given(records())
def test_the_malls_doing_never_gives_back_less_than_the_own_wish(record):
    assert reckoned(record, Cause.MERCHANT).due >= reckoned(record, Cause.CONSUMER).due


@given(records(), st.sampled_from(Cause))
def test_what_is_not_spent_of_the_last_days_goes_back_whole(record, cause):
    got = reckoned((record[0], Spent(ZERO, ZERO)), cause)
    assert got.due == got.paid_in
    assert reckoned(record, cause, days=0).due <= got.due


@given(fen, fen, fen)
def test_returns_only_lower_what_was_bought(discount, paid, back):
    net, beyond = net_of_returns(paid + discount, paid, back)
    assert ZERO <= net.paid <= paid
    assert net.paid <= net.listed <= paid + discount
    assert net.paid - paid == beyond - back


def test_cash_up_to_a_hundred_and_the_cause_by_the_supervisors_word():
    in_cash(amount=Decimal("100.00"), limit=Decimal(100), source="第二十一条")
    with pytest.raises(Refused, match=r"100\.00"):
        in_cash(amount=Decimal("100.01"), limit=Decimal(100), source="第二十一条")
    agreed(cause=Cause.CONSUMER, by_supervisor=False)
    with pytest.raises(Refused):
        agreed(cause=Cause.MERCHANT, by_supervisor=False)
