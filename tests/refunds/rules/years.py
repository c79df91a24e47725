"""Working days of the years that the tests reckon in, from the notices as published."""

from deskops.core.calendar import WorkCalendar
from deskops.core.notice import parse_notice
from tests.core.notices import NOTICE_2025, NOTICE_2026


def _calendar():
    days = [*parse_notice(NOTICE_2025, year=2025), *parse_notice(NOTICE_2026, year=2026)]
    off = frozenset(day.day for day in days if day.is_off)
    return WorkCalendar(off, frozenset(day.day for day in days) - off, frozenset({2025, 2026}))


CALENDAR = _calendar()
