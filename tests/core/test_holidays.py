"""The table of holidays: seeded, asked for by year, filled from the State Council's notice."""

import re
from datetime import date, timedelta
from uuid import uuid4

import chinese_calendar
import pytest
from django.db import IntegrityError
from django.utils import translation

from deskops.core.calendar import add_working_days
from deskops.core.holidays import Holiday, calendar_for, known_years, seed
from deskops.core.notice import parse_notice
from deskops.core.refusals import Refused
from deskops.core.services import add_year
from deskops.org.models import Staff

from .notices import NOTICE_2023, NOTICE_2024, NOTICE_2025, NOTICE_2026


@pytest.mark.parametrize(
    ("notice", "year"), [(NOTICE_2023, 2023), (NOTICE_2024, 2024), (NOTICE_2025, 2025), (NOTICE_2026, 2026)]
)
def test_a_notice_gives_the_working_days_of_its_year(notice, year):
    named = {day.day: day.is_off for day in parse_notice(notice, year=year)}
    day = date(year, 1, 1)
    while day.year == year:
        if day not in (date(2023, 12, 30), date(2023, 12, 31)):  # the weekend before 2024's notice
            works = not named.get(day, day.weekday() >= 5)
            assert works == chinese_calendar.is_workday(day), day
        day += timedelta(1)


def test_a_notice_may_begin_in_the_december_before():
    assert parse_notice(NOTICE_2023, year=2023)[0].day == date(2022, 12, 31)


def test_a_notice_names_its_festivals():
    names = {day.day: day.name for day in parse_notice(NOTICE_2025, year=2025)}
    assert names[date(2025, 10, 6)] == "国庆节、中秋节"
    assert names[date(2025, 1, 26)] == "春节"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2026", "2027", "This is no notice for 2026."),
        ("1月4日（周日）", "1月4日（周六）", "The weekday of 2026-01-04 is wrong."),
        ("共9天", "共8天", "The number of days doesn't agree with the dates."),
        ("5月9日（周六）上班", "5月8日上班", "2026-05-08 is no weekend day."),
        ("5月9日（周六）上班", "5月3日上班", "2026-05-03 is named twice."),
        ("6月19日（周五）至21日（周日）", "6月31日", "There is no such date."),
        ("6月19日（周五）至21日（周日）", "19日至21日", "The first date of this sentence has no month."),
        ("6月19日（周五）至21日（周日）", "6月21日至19日", "The dates of this sentence can't be read."),
        ("6月19日（周五）至21日（周日）", "农历五月初五", "The dates of this sentence can't be read."),
        ("6月19日（周五）至21日（周日）", "6月19日、", "The dates of this sentence can't be read."),
        ("5月9日（周六）上班", "5月9日（周六）半天上班", "The dates of this sentence can't be read."),
        ("放假，共3天", "原则上放假，共3天", "The dates of this sentence can't be read."),
        ("放假，共3天", "休息", "This sentence can't be read."),
        ("放假，共3天", "放假，共3天，农场除外", "This sentence can't be read."),
        ("三、清明节", "三. 清明节", "The notice doesn't name 清明节."),
        ("1月1日（周四）至3日（周六）放假调休，共3天", "1月2日放假，共1天", "These aren't the days of 2026."),
        ("9月20日（周日）、10月10日（周六）上班", "2025年9月20日上班", "These aren't the days of 2026."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_for_certain_is_refused(old, new, message):
    text = NOTICE_2026.replace(old, new)
    assert text != NOTICE_2026
    with translation.override("en"), pytest.raises(Refused, match=re.escape(message)) as refused:
        parse_notice(text, year=2026)
    assert (refused.value.code, refused.value.field) == ("notice_unreadable", "text")


@pytest.mark.django_db
def test_the_seeded_years_agree_with_the_package_day_by_day():
    years = range(2004, 2027)
    calendar = calendar_for(years)
    assert calendar.known == frozenset(years)
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(1)


@pytest.mark.django_db
def test_make_up_days_and_working_days_of_2025_and_2026():
    calendar = calendar_for([2025, 2026])
    assert sorted(str(day) for day in calendar.make_up_days) == [
        "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    for year in (2025, 2026):
        every_day = (date(year, 1, 1) + timedelta(n) for n in range(365))
        assert sum(calendar.is_working_day(day) for day in every_day) == 248
    assert add_working_days(date(2026, 2, 12), 7, calendar) == date(2026, 2, 28)


@pytest.mark.django_db
def test_a_year_without_notice_is_missing(django_assert_num_queries):
    Holiday.objects.filter(date__year=2026).delete()
    with django_assert_num_queries(1):
        calendar = calendar_for([2025, 2026])
    assert (calendar.known, calendar.missing) == (frozenset({2025}), frozenset({2026}))
    assert calendar.is_working_day(date(2026, 1, 1))
    assert not calendar.knows(date(2026, 1, 1))


@pytest.mark.django_db
def test_seeding_again_keeps_what_people_corrected():
    Holiday.objects.filter(date=date(2026, 1, 2)).update(source="corrected")
    count = Holiday.objects.count()
    seed()
    assert Holiday.objects.count() == count
    assert Holiday.objects.get(date=date(2026, 1, 2)).source == "corrected"


@pytest.fixture
def without_2026(db):
    Holiday.objects.filter(date__year=2026).delete()
    return {
        "text": NOTICE_2026,
        "year": 2026,
        "source": "国办发明电〔2025〕7号",
        "by": Staff.objects.system(),
    }


def test_a_pasted_notice_makes_the_year_known_once(without_2026):
    key = uuid4()
    assert add_year(**without_2026, request_key=key) == 39
    assert add_year(**without_2026, request_key=key) == 39
    assert 2026 in known_years()
    assert set(Holiday.objects.filter(date__year=2026).values_list("source", flat=True)) == {
        "国办发明电〔2025〕7号"
    }
    with pytest.raises(Refused) as refused:
        add_year(**without_2026, request_key=uuid4())
    assert (refused.value.code, refused.value.field) == ("year_known", "year")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"source": " "}, "source_missing"), ({"text": NOTICE_2026[:300]}, "notice_unreadable")],
)
def test_a_refused_notice_stores_nothing(without_2026, change, code):
    with pytest.raises(Refused) as refused:
        add_year(**(without_2026 | change), request_key=uuid4())
    assert refused.value.code == code
    assert 2026 not in known_years()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "day", "constraint"),
    [
        ("work", date(2027, 1, 4), "core_holiday_make_up_on_weekend"),
        ("half", date(2027, 1, 3), "core_holiday_kind"),
        ("off", date(2026, 1, 1), "core_holiday_date_key"),
    ],
)
def test_the_database_refuses(kind, day, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Holiday.objects.create(date=day, kind=kind, name="元旦", source="test")
