"""What the date of purchase allows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.calendar import SHANGHAI, WorkCalendar, window_end
from refunds.rules.windows import (
    Condition,
    GuaranteeTerms,
    LawTerms,
    Reason,
    ReturnTerms,
    Verdict,
    Why,
    verdict,
)

from .years import CALENDAR

HOUSE = ReturnTerms(
    category="百货",
    returnable=True,
    refund_days=7,
    refund_hours=None,
    exchange_days=15,
    condition="吊牌齐全",
    source="退换货商品规定",
    starts=date(2026, 1, 1),
)
FRESH = replace(HOUSE, category="生鲜", refund_days=None, refund_hours=24, exchange_days=None, condition="")
FINAL = replace(HOUSE, category="内衣", returnable=False, refund_days=None, exchange_days=None)
APPLIANCE = GuaranteeTerms(
    category="家电", months=12, source="国经贸质〔1995〕458号", starts=date(1995, 8, 25)
)
LAW = LawTerms()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def judge(bought, now, *, reason=Reason.UNWANTED, condition=Condition.UNOPENED, terms=HOUSE, **more):
    return verdict(
        reason=reason,
        condition=condition,
        terms=terms,
        guarantee=more.pop("guarantee", None),
        bought_at=at(bought),
        now=at(now),
        calendar=CALENDAR,
        **more,
    )


def allowed(result):
    return result.refund, result.exchange, result.repair


# Counting


@pytest.mark.parametrize(
    ("bought", "until"),
    [
        ("2026-11-16 10:00", "2026-11-23"),
        ("2026-11-14 10:00", "2026-11-23"),  # a Saturday
        ("2026-09-24 10:00", "2026-10-08"),  # the first day of National Day
        ("2026-10-03 10:00", "2026-10-10"),  # a Saturday that is worked
        ("2025-12-25 10:00", "2026-01-04"),  # New Year, a Sunday that is worked
        ("2026-02-10 10:00", "2026-02-24"),  # Spring Festival
        ("2026-02-07 10:00", "2026-02-14"),  # a Saturday that is worked before it
        ("2026-01-30 10:00", "2026-02-06"),
        ("2024-02-23 10:00", "2024-03-01"),  # over February 29
        ("2026-11-16 23:59", "2026-11-23"),
        ("2026-11-17 00:01", "2026-11-24"),
        ("2026-11-17 05:00", "2026-11-24"),  # the business date is the day before; the calendar counts
    ],
)
def test_seven_days_from_the_calendar_date_of_purchase(bought, until):
    assert judge(bought, bought).refund_until == date.fromisoformat(until)


@pytest.mark.parametrize(("now", "open_still"), [("2026-11-23 23:59:59", True), ("2026-11-24 00:00", False)])
def test_the_last_day_ends_at_midnight(now, open_still):
    assert judge("2026-11-16 10:00", now).refund is open_still


def test_the_day_is_shanghai_s_wherever_the_times_come_from():
    bought = datetime(2026, 11, 15, 16, 1, tzinfo=UTC)
    result = verdict(
        reason=Reason.UNWANTED,
        condition=Condition.UNOPENED,
        terms=HOUSE,
        guarantee=None,
        bought_at=bought,
        now=bought,
        calendar=CALENDAR,
    )
    assert result.refund_until == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("bought", "months", "until"),
    [
        ("2026-01-30 10:00", 1, "2026-02-28"),
        ("2026-03-31 10:00", 1, "2026-04-30"),
        ("2024-02-29 10:00", 12, "2025-02-28"),
        ("2024-02-28 10:00", 12, "2025-02-28"),
        ("2025-11-16 10:00", 12, "2026-11-16"),
        ("2025-11-15 10:00", 12, "2026-11-16"),  # a Sunday rolls
        ("2025-12-31 10:00", 1, "2026-02-02"),  # January has a 31st, a Saturday
        ("2025-10-01 10:00", 12, "2026-10-08"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(bought, months, until):
    terms = replace(APPLIANCE, months=months)
    result = judge(bought, bought, reason=Reason.QUALITY, guarantee=terms)
    assert result.repair_until == date.fromisoformat(until)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(0, 40))
def test_an_end_is_a_working_day_and_never_before_the_days_are_over(bought, days):
    terms = replace(HOUSE, refund_days=days, exchange_days=None)
    until = judge(f"{bought} 12:00", f"{bought} 12:00", terms=terms).refund_until
    assert CALENDAR.is_working_day(until)
    assert until == window_end(bought, days, CALENDAR) >= bought + timedelta(days)


@pytest.mark.parametrize(("now", "open_still"), [("2026-10-02 18:30", True), ("2026-10-02 18:30:01", False)])
def test_hours_run_from_the_moment_and_roll_over_no_holiday(now, open_still):
    result = judge("2026-10-01 18:30", now, terms=FRESH)
    assert (result.refund, result.exchange, result.refund_until) == (
        open_still,
        open_still,
        at("2026-10-02 18:30"),
    )


def test_a_rule_counts_days_or_hours():
    with pytest.raises(ValueError, match="not both"):
        replace(FRESH, refund_days=1)


# Unwanted goods


def test_the_house_s_promise_holds_to_its_last_day_then_its_exchange_then_nothing():
    bought = "2026-11-16 10:00"
    week, fortnight = judge(bought, "2026-11-23 20:00"), judge(bought, "2026-12-01 20:00")
    assert week == Verdict(
        refund=True,
        exchange=True,
        repair=False,
        refund_until=date(2026, 11, 23),
        exchange_until=date(2026, 12, 1),
        repair_until=None,
        why=Why.COMPANY,
        source="退换货商品规定",
        starts=date(2026, 1, 1),
    )
    assert fortnight == replace(week, refund=False)
    assert judge(bought, "2026-12-02 08:00") == replace(
        week, refund=False, exchange=False, why=Why.WINDOW_OVER
    )


@pytest.mark.parametrize(
    ("terms", "condition", "why"),
    [
        (None, Condition.UNOPENED, Why.NO_PROMISE),
        (FINAL, Condition.UNOPENED, Why.NOT_RETURNABLE),
        (HOUSE, Condition.USED, Why.CONDITION),
    ],
)
def test_without_a_fault_there_is_only_what_the_house_promised(terms, condition, why):
    result = judge("2026-11-16 10:00", "2026-11-16 11:00", terms=terms, condition=condition)
    assert (*allowed(result), result.refund_until, result.why) == (False, False, False, None, why)


@pytest.mark.parametrize(
    ("terms", "condition"), [(HOUSE, Condition.OPENED), (FRESH, Condition.OPENED), (FRESH, Condition.USED)]
)
def test_only_used_goods_fail_a_condition_and_only_where_there_is_one(terms, condition):
    assert judge("2026-11-16 10:00", "2026-11-16 11:00", terms=terms, condition=condition).refund


def test_the_guarantee_is_for_faults_only():
    result = judge("2026-11-16 10:00", "2026-11-16 11:00", terms=None, guarantee=APPLIANCE)
    assert result.why == Why.NO_PROMISE


def test_who_is_promised_a_refund_may_exchange_as_long():
    terms = replace(HOUSE, exchange_days=None)
    assert judge("2026-11-16 10:00", "2026-11-16 11:00", terms=terms).exchange_until == date(2026, 11, 23)


def test_a_promise_of_exchange_alone_gives_no_money():
    terms = replace(HOUSE, refund_days=None)
    result = judge("2026-11-16 10:00", "2026-11-16 11:00", terms=terms)
    assert (result.refund, result.refund_until, result.exchange) == (False, None, True)


# Faulty goods


@pytest.mark.parametrize(
    ("now", "may", "why"),
    [
        ("2026-03-09 12:00", (True, True, True), Why.GUARANTEE),
        ("2026-03-10 12:00", (False, True, True), Why.GUARANTEE),
        ("2026-03-17 12:00", (False, True, True), Why.GUARANTEE),
        ("2026-03-18 12:00", (False, False, True), Why.GUARANTEE),
        ("2027-03-02 12:00", (False, False, True), Why.GUARANTEE),
        ("2027-03-03 12:00", (False, False, False), Why.WINDOW_OVER),
    ],
)
def test_the_three_guarantees_go_from_refund_to_exchange_to_repair(now, may, why):
    result = judge("2026-03-02 12:00", now, reason=Reason.QUALITY, terms=None, guarantee=APPLIANCE)
    assert (allowed(result), result.why) == (may, why)


@pytest.mark.parametrize(
    ("failed", "may", "why"),
    [
        (1, (False, False, True), Why.GUARANTEE),
        (2, (True, True, True), Why.REPAIRS_FAILED),
        (3, (True, True, True), Why.REPAIRS_FAILED),
    ],
)
def test_two_repairs_that_failed_open_exchange_and_refund_again(failed, may, why):
    result = judge(
        "2026-03-02 12:00",
        "2026-10-20 12:00",
        reason=Reason.QUALITY,
        terms=None,
        guarantee=APPLIANCE,
        repairs_failed=failed,
    )
    assert (allowed(result), result.why) == (may, why)


def test_failed_repairs_count_within_the_guarantee_only():
    result = judge(
        "2026-03-02 12:00", "2027-03-03 12:00", reason=Reason.QUALITY, guarantee=APPLIANCE, repairs_failed=2
    )
    assert (allowed(result), result.why) == ((False, False, False), Why.WINDOW_OVER)


@pytest.mark.parametrize(
    ("house", "now", "may", "why"),
    [
        ((10, 10), "2026-11-26 12:00", (True, True, True), Why.COMPANY),
        ((10, 10), "2026-12-01 12:00", (False, True, True), Why.GUARANTEE),
        ((3, 30), "2026-11-23 12:00", (True, True, True), Why.GUARANTEE),
        ((3, 30), "2026-12-16 12:00", (False, True, True), Why.COMPANY),
        ((7, 15), "2026-11-23 12:00", (True, True, True), Why.COMPANY),
    ],
)
def test_the_better_of_house_and_guarantee_holds_each_for_refund_and_exchange(house, now, may, why):
    terms = replace(HOUSE, refund_days=house[0], exchange_days=house[1])
    result = judge("2026-11-16 10:00", now, reason=Reason.QUALITY, terms=terms, guarantee=APPLIANCE)
    assert (allowed(result), result.why) == (may, why)


@pytest.mark.parametrize("terms", [None, FINAL, replace(HOUSE, refund_days=3, exchange_days=3)])
def test_the_law_s_seven_days_stand_under_every_rule_in_days(terms):
    result = judge("2026-11-16 10:00", "2026-11-23 12:00", reason=Reason.QUALITY, terms=terms)
    assert (result.refund, result.refund_until, result.why, result.source) == (
        True,
        date(2026, 11, 23),
        Why.LAW,
        LAW.source,
    )


def test_without_a_rule_the_law_keeps_exchange_and_repair_open_for_two_years():
    result = judge("2026-11-16 10:00", "2026-11-24 12:00", reason=Reason.QUALITY, terms=None)
    assert (allowed(result), result.exchange_until, result.repair_until) == (
        (False, True, True),
        date(2028, 11, 16),
        date(2028, 11, 16),
    )


def test_a_rule_of_the_house_that_names_days_for_exchange_leaves_repair():
    result = judge("2026-11-16 10:00", "2026-12-02 12:00", reason=Reason.QUALITY)
    assert (allowed(result), result.why) == ((False, False, True), Why.LAW)


def test_goods_that_spoil_go_by_their_hours_also_with_a_fault():
    result = judge("2026-11-16 10:00", "2026-11-17 10:01", reason=Reason.QUALITY, terms=FRESH)
    assert (allowed(result), result.why) == ((False, False, False), Why.WINDOW_OVER)


def test_the_law_s_days_are_a_parameter():
    law = LawTerms(refund_days=14, months=36, source="地方条例", starts=date(2027, 1, 1))
    result = judge("2026-11-16 10:00", "2026-11-30 12:00", reason=Reason.QUALITY, terms=None, law=law)
    assert (result.refund, result.source, result.starts) == (True, "地方条例", date(2027, 1, 1))


def test_defective_goods_are_faulty_whatever_the_customer_calls_it():
    result = judge("2026-11-16 10:00", "2026-11-23 12:00", condition=Condition.DEFECTIVE, terms=FINAL)
    assert (result.refund, result.why) == (True, Why.LAW)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("condition", Condition)
def test_values_as_a_row_stores_them_are_judged_alike(reason, condition):
    now = "2026-11-25 12:00"
    plain = judge("2026-11-16 10:00", now, reason=reason.value, condition=condition.value)
    assert plain == judge("2026-11-16 10:00", now, reason=reason, condition=condition)


# The store's own fault


@pytest.mark.parametrize(
    ("reason", "why"), [(Reason.WRONG_PRICE, Why.OVERCHARGED), (Reason.SERVICE, Why.SERVICE_FAULT)]
)
@pytest.mark.parametrize("terms", [None, FINAL, FRESH, HOUSE])
def test_wrong_price_and_service_know_no_window(reason, why, terms):
    result = judge("2024-11-16 10:00", "2026-11-16 10:00", reason=reason, terms=terms)
    assert (allowed(result), result.refund_until, result.why) == ((True, True, False), None, why)


# Of all of them

moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
days = st.one_of(st.none(), st.integers(0, 40))
house_rules = st.builds(
    ReturnTerms,
    category=st.just("百货"),
    returnable=st.booleans(),
    refund_days=days,
    refund_hours=st.none(),
    exchange_days=days,
    condition=st.sampled_from(["", "吊牌齐全"]),
    source=st.just("退换货商品规定"),
    starts=st.just(date(2025, 1, 1)),
)
fresh_rules = st.builds(lambda hours: replace(FRESH, refund_hours=hours), st.integers(0, 72))
guarantees = st.builds(lambda months: replace(APPLIANCE, months=months), st.integers(1, 36))
claims = st.fixed_dictionaries(
    {
        "reason": st.sampled_from(Reason),
        "condition": st.sampled_from(Condition),
        "terms": st.one_of(st.none(), house_rules, fresh_rules),
        "guarantee": st.one_of(st.none(), guarantees),
        "bought_at": moments,
        "calendar": st.sampled_from([CALENDAR, WorkCalendar()]),
        "repairs_failed": st.integers(0, 3),
    }
)
waits = st.timedeltas(timedelta(), timedelta(days=900))


@given(claims, waits, waits)
def test_a_later_day_never_allows_more(claim, first, second):
    sooner, later = sorted([first, second])
    before = verdict(now=claim["bought_at"] + sooner, **claim)
    after = verdict(now=claim["bought_at"] + later, **claim)
    assert [now <= then for now, then in zip(allowed(after), allowed(before), strict=True)] == [True] * 3
    assert (after.refund_until, after.exchange_until) == (before.refund_until, before.exchange_until)


@given(claims, waits)
def test_who_may_have_the_money_may_exchange_and_a_no_has_its_reason(claim, wait):
    result = verdict(now=claim["bought_at"] + wait, **claim)
    against = {Why.NO_PROMISE, Why.NOT_RETURNABLE, Why.CONDITION, Why.WINDOW_OVER}
    assert result.exchange or not result.refund
    assert (result.why in against) is not any(allowed(result))
    assert bool(result.source) is (result.why != Why.NO_PROMISE)


@given(claims, waits, guarantees)
def test_a_guarantee_never_takes_a_refund_away(claim, wait, guarantee):
    now = claim["bought_at"] + wait
    without = verdict(now=now, **claim | {"guarantee": None})
    assert verdict(now=now, **claim | {"guarantee": guarantee}).refund >= without.refund
