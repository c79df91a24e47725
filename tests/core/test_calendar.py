"""Business dates, windows of days, working days and clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.calendar import (
    SHANGHAI,
    Pause,
    WorkCalendar,
    add_working_days,
    business_date,
    due,
    end_of,
    local_date,
    window_end,
    within_window,
    working_days_between,
)


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def stretch(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(n) for n in range((last - first).days + 1))


# The notice for 2026 as far as these tests need it: New Year, Spring Festival, Labour Day, National Day.
YEAR_2026 = WorkCalendar(
    days("2026-01-01", "2026-01-02", "2026-01-03")
    | stretch(date(2026, 2, 15), date(2026, 2, 23))
    | stretch(date(2026, 5, 1), date(2026, 5, 5))
    | stretch(date(2026, 10, 1), date(2026, 10, 7)),
    days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    frozenset({2026}),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


moments = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
dates = st.dates(date(2025, 12, 1), date(2027, 1, 31))
calendars = st.sampled_from([YEAR_2026, WorkCalendar()])
hours = st.integers(min_value=1, max_value=400)
pauses = st.lists(
    st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=12))).map(
        lambda p: Pause(p[0], p[0] + p[1])
    ),
    max_size=4,
)


# Business dates


@pytest.mark.parametrize(
    ("moment", "cutoff", "day"),
    [
        ("2026-11-22 06:00", 6, "2026-11-22"),
        ("2026-11-22 05:59:59.999999", 6, "2026-11-21"),
        ("2026-01-01 01:30", 6, "2025-12-31"),
        ("2026-03-01 03:00", 6, "2026-02-28"),
        ("2028-03-01 03:00", 6, "2028-02-29"),
        ("2026-11-22 00:00", 0, "2026-11-22"),
    ],
)
def test_before_the_cut_off_it_is_still_yesterday(moment, cutoff, day):
    assert business_date(at(moment), cutoff) == date.fromisoformat(day)


def test_the_business_date_is_shanghai_s_wherever_the_server_stands():
    moment = datetime(2026, 11, 21, 21, 59, tzinfo=UTC)
    assert business_date(moment, 6) == date(2026, 11, 21)
    assert business_date(moment.astimezone(ZoneInfo("America/New_York")), 6) == date(2026, 11, 21)
    assert local_date(moment) == date(2026, 11, 22)


@given(moments, st.integers(0, 12))
def test_a_business_day_lasts_from_cut_off_to_cut_off(moment, cutoff):
    day = business_date(moment, cutoff)
    opens = end_of(day - timedelta(1)) + timedelta(hours=cutoff)
    assert opens <= moment < opens + timedelta(days=1)
    assert local_date(moment) - day in (timedelta(0), timedelta(1))


@pytest.mark.parametrize("cutoff", [-1, 24])
def test_a_cut_off_is_an_hour_of_the_day(cutoff):
    with pytest.raises(ValueError, match="no hour of the day"):
        business_date(at("2026-11-22 12:00"), cutoff)


def test_a_time_without_zone_has_no_business_date():
    naive = datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="without its zone"):
        business_date(naive, 6)
    with pytest.raises(ValueError, match="without its zone"):
        due(naive, 1)


# Windows of calendar days


@pytest.mark.parametrize(
    ("start", "length", "rolled", "plain"),
    [
        ("2026-11-16", 7, "2026-11-23", "2026-11-23"),
        ("2026-11-14", 7, "2026-11-23", "2026-11-21"),  # ends on a Saturday
        ("2026-02-10", 7, "2026-02-24", "2026-02-17"),  # ends in the Spring Festival
        ("2026-02-21", 7, "2026-02-28", "2026-02-28"),  # Saturday, but a make-up day
        ("2025-12-25", 7, "2026-01-04", "2026-01-01"),  # to the Sunday that is worked
        ("2026-01-31", 28, "2026-02-28", "2026-02-28"),
        ("2026-09-25", 15, "2026-10-10", "2026-10-10"),
        ("2026-11-22", 0, "2026-11-23", "2026-11-22"),
    ],
)
def test_the_first_day_is_not_counted_and_an_end_on_a_day_off_rolls(start, length, rolled, plain):
    first = date.fromisoformat(start)
    assert window_end(first, length, YEAR_2026) == date.fromisoformat(rolled)
    assert window_end(first, length) == date.fromisoformat(plain)


@given(dates, st.integers(0, 60), calendars)
def test_a_window_is_never_shorter_than_promised_and_ends_on_a_working_day(start, length, calendar):
    end = window_end(start, length, calendar)
    assert end >= window_end(start, length) == start + timedelta(length)
    assert calendar.is_working_day(end)
    assert not any(calendar.is_working_day(start + timedelta(n)) for n in range(length, (end - start).days))
    assert window_end(start + timedelta(1), length, calendar) >= end


@given(dates, st.integers(0, 60), calendars, st.integers(-3, 90))
def test_within_a_window(start, length, calendar, offset):
    day = start + timedelta(offset)
    assert within_window(day, start, length, calendar) == (
        start <= day <= window_end(start, length, calendar)
    )


# Working days


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        ("2026-02-12", 7, "2026-02-28"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-09-19", 1, "2026-09-20"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-01-02", 1, "2026-01-04"),
        ("2026-05-05", 4, "2026-05-09"),
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_working_days_with_make_up_days(start, count, day):
    assert add_working_days(date.fromisoformat(start), count, YEAR_2026) == date.fromisoformat(day)


@given(dates, st.integers(0, 60), calendars)
def test_adding_working_days_agrees_with_counting_them(start, count, calendar):
    end = add_working_days(start, count, calendar)
    assert working_days_between(start, end, calendar) == count
    assert count == 0 or calendar.is_working_day(end)


@given(dates, st.integers(0, 30), st.integers(0, 30), calendars)
def test_working_days_add_up_in_steps(start, first, second, calendar):
    halfway = add_working_days(start, first, calendar)
    assert add_working_days(halfway, second, calendar) == add_working_days(start, first + second, calendar)


def test_a_year_that_nobody_announced_is_monday_to_friday_and_says_so():
    friday, saturday = date(2027, 1, 1), date(2027, 1, 2)
    assert (YEAR_2026.is_working_day(friday), YEAR_2026.is_working_day(saturday)) == (True, False)
    assert (YEAR_2026.knows(friday), YEAR_2026.knows(date(2026, 12, 31))) == (False, True)


@pytest.mark.parametrize(
    "count",
    [lambda: window_end(date(2026, 1, 1), -1), lambda: add_working_days(date(2026, 1, 1), -1, YEAR_2026)],
)
def test_days_are_counted_forwards(count):
    with pytest.raises(ValueError, match="counted forwards"):
        count()


# Clocks


@pytest.mark.parametrize(
    ("start", "length", "calendar", "end"),
    [
        ("2026-11-20 15:00", 48, None, "2026-11-22 15:00"),
        ("2026-11-20 15:00", 48, YEAR_2026, "2026-11-24 15:00"),
        (
            "2026-11-21 15:00",
            24,
            YEAR_2026,
            "2026-11-24 00:00",
        ),  # Saturday doesn't run; Monday is over at 24:00
        (
            "2026-02-13 15:00",
            24,
            YEAR_2026,
            "2026-02-14 15:00",
        ),  # the Saturday before Spring Festival is worked
        ("2026-02-13 15:00", 48, YEAR_2026, "2026-02-24 15:00"),
        ("2026-09-30 15:00", 24, YEAR_2026, "2026-10-08 15:00"),
        ("2026-01-31 12:00", 24, None, "2026-02-01 12:00"),
    ],
)
def test_a_promise_in_hours(start, length, calendar, end):
    assert due(at(start), length, calendar) == at(end)


def test_a_pause_stops_the_clock_once_where_pauses_overlap():
    start, day = at("2026-11-16 10:00"), timedelta(days=1)
    long, inner, earlier = (
        Pause(start + day, start + 3 * day),
        Pause(start + 2 * day, start + 3 * day),
        Pause(start - day, start),
    )
    assert due(start, 48, None, [inner, earlier, long]) == start + 4 * day
    assert due(start, 24, None, [long]) == start + day  # due at the moment the pause begins


def test_a_pause_over_the_weekend_costs_working_time_only():
    start = at("2026-11-20 12:00")
    weekend = Pause(at("2026-11-21 00:00"), at("2026-11-23 12:00"))
    assert due(start, 24, YEAR_2026, [weekend]) == at("2026-11-24 00:00")


def running(start: datetime, end: datetime, calendar: WorkCalendar | None, stops: list[Pause]) -> int:
    """The oracle: the clock's minutes counted one by one."""
    minutes, moment = 0, start
    while moment < end:
        works = calendar is None or calendar.is_working_day(moment.astimezone(SHANGHAI).date())
        minutes += works and not any(pause.start <= moment < pause.end for pause in stops)
        moment += timedelta(minutes=30)
    return minutes * 30


half_hours = st.integers(0, 48 * 90).map(
    lambda n: datetime(2026, 1, 20, tzinfo=UTC) + timedelta(minutes=30 * n)
)
even_pauses = st.lists(
    st.tuples(half_hours, st.integers(0, 200)).map(
        lambda p: Pause(p[0], p[0] + timedelta(minutes=30 * p[1]))
    ),
    max_size=3,
)


@given(half_hours, st.integers(1, 120), st.sampled_from([None, YEAR_2026]), even_pauses)
def test_due_is_the_first_moment_at_which_the_clock_has_run(start, length, calendar, stops):
    end = due(start, length, calendar, stops)
    assert running(start, end, calendar, stops) == length * 60
    assert running(start, end - timedelta(minutes=30), calendar, stops) < length * 60


@given(moments, st.timedeltas(timedelta(), timedelta(days=20)), hours, st.none() | calendars, pauses)
def test_due_never_comes_earlier_for_a_later_start(start, later, length, calendar, stops):
    assert due(start, length, calendar, stops) <= due(start + later, length, calendar, stops)


@given(moments, hours, st.none() | calendars, pauses, pauses)
def test_due_never_comes_earlier_for_more_pauses(start, length, calendar, stops, more):
    assert due(start, length, calendar, stops) <= due(start, length, calendar, stops + more)


@given(moments, hours, hours, st.none() | calendars, pauses)
def test_due_grows_with_the_hours_promised(start, length, more, calendar, stops):
    assert due(start, length, calendar, stops) < due(start, length + more, calendar, stops)


@pytest.mark.parametrize("length", [0, -1, timedelta()])
def test_a_promise_takes_some_time(length):
    with pytest.raises(ValueError, match="takes some time"):
        due(at("2026-11-20 12:00"), length)


def test_a_pause_ends_after_it_starts_and_has_a_zone():
    with pytest.raises(ValueError, match="end before it starts"):
        Pause(at("2026-11-20 12:00"), at("2026-11-20 11:59"))
    with pytest.raises(ValueError, match="without its zone"):
        Pause(datetime(2026, 11, 20), datetime(2026, 11, 21))


def test_a_day_ends_at_midnight():
    assert end_of(date(2026, 12, 31)) == at("2027-01-01 00:00")
