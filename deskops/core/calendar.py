"""Dates and promises of time, as pure functions: the clock and the holidays are parameters.

Days are days in Asia/Shanghai. Three ways of counting must not be mixed up: the business date (what
a till's money belongs to), a window of calendar days (what the law gives a customer), and working
days (only where a text says 工作日).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from deskops.org.clock import SHANGHAI, business_date

__all__ = [
    "SHANGHAI",
    "Pause",
    "WorkCalendar",
    "add_working_days",
    "business_date",
    "due",
    "end_of",
    "local_date",
    "shown_end",
    "window_end",
    "within_window",
    "working_days_between",
]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Chinese working days: Monday to Friday, less the days off (休), plus the make-up days (班).

    ``known`` are the years whose notice of the State Council is in the table; in any other year
    every Monday to Friday is a working day, and the page that shows a result has to say so.
    ``missing`` are the years that were asked for and aren't known.
    """

    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    known: frozenset[int] = frozenset()
    missing: frozenset[int] = field(default=frozenset())

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.make_up_days or (day.weekday() < 5 and day not in self.days_off)

    def knows(self, day: date) -> bool:
        """Whether the answer for that day rests on a notice, or only on the weekday."""
        return day.year in self.known


@dataclass(frozen=True)
class Pause:
    """A stretch of time in which a clock stands still. Raises ValueError when it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if _aware(self.end) < _aware(self.start):
            raise ValueError("a pause can't end before it starts")


def local_date(now: datetime) -> date:
    """The calendar date in Asia/Shanghai: what windows of days count from."""
    return _aware(now).astimezone(SHANGHAI).date()


def shown_end(due: datetime) -> str:
    """When something is due, in Shanghai, as people say it: midnight is 24:00 of the day that ends then."""
    local = due.astimezone(SHANGHAI)
    if local.time() == time():
        return f"{local.date() - DAY} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def end_of(day: date) -> datetime:
    """The moment a day ends, 24:00 in Shanghai: when a period counted in days is over (民法典 203)."""
    return datetime.combine(day + DAY, time(), SHANGHAI)


def window_end(start: date, days: int, calendar: WorkCalendar | None = None) -> date:
    """The last day of a window of calendar days; the first day isn't counted.

    With a calendar, an end on a day off rolls to the next working day; without, it doesn't (the bank
    terminal's 15 days). Source: 民法典 201 and 203. Raises ValueError for a negative number of days.
    """
    last = start + DAY * _count(days)
    while calendar and not calendar.is_working_day(last):
        last += DAY
    return last


def within_window(day: date, start: date, days: int, calendar: WorkCalendar | None = None) -> bool:
    """Whether a day lies in the window that `window_end` closes, the first day included."""
    return start <= day <= window_end(start, days, calendar)


def add_working_days(start: date, days: int, calendar: WorkCalendar) -> date:
    """The working day that is ``days`` working days after ``start``, which itself isn't counted.

    Zero days is ``start``, whatever day that is. Raises ValueError for a negative number.
    """
    day = start
    for _working_day in range(_count(days)):
        day += DAY
        while not calendar.is_working_day(day):
            day += DAY
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie after ``start`` up to and with ``end``; 0 when end isn't later."""
    return sum(calendar.is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))


def due(
    start: datetime,
    hours: float | timedelta,
    calendar: WorkCalendar | None = None,
    pauses: Iterable[Pause] = (),
) -> datetime:
    """When a promise given at ``start`` is due: the first moment at which its clock has run ``hours``.

    Without a calendar the clock runs day and night. With one it runs all 24 hours of working days and
    stands still on the others, so 48 hours from Friday 15:00 end on Tuesday 15:00. It stands still in
    pauses, which may overlap; for one still open the caller gives now as its end. A later start or
    more pauses never make the result earlier. Source: spec 5, clocks. Raises ValueError for naive
    times and for no hours at all.
    """
    left = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
    if left <= timedelta():
        raise ValueError("a promise takes some time")
    at = _aware(start).astimezone(SHANGHAI)
    for begin, end in _standing_still(at, calendar, _merged(pauses)):
        if at + left <= begin:
            break
        left -= max(begin - at, timedelta())
        at = max(at, end)
    return (at + left).astimezone(start.tzinfo)


def _standing_still(
    at: datetime, calendar: WorkCalendar | None, pauses: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches from ``at`` on in which a clock stands still, by start; endless with a calendar."""
    if calendar is None:
        yield from pauses
        return
    day, waiting = at.date(), list(pauses)
    while True:
        while waiting and waiting[0][0] < end_of(day - DAY):
            yield waiting.pop(0)
        if not calendar.is_working_day(day):
            yield end_of(day - DAY), end_of(day)
        day += DAY


def _merged(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        start, end = pause.start.astimezone(SHANGHAI), pause.end.astimezone(SHANGHAI)
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time without its zone has no date")
    return moment


def _count(days: int) -> int:
    if days < 0:
        raise ValueError(f"days are counted forwards: {days}")
    return days
