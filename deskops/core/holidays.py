"""The days that differ from their weekday, year by year, and the calendar made of them."""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked

from .calendar import WorkCalendar
from .notice import NoticeDay

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@tracked()
class Holiday(models.Model):
    """A day off (休) or a weekend day that is worked instead (班), with the notice it comes from."""

    class Kind(models.TextChoices):
        OFF = "off", _("day off")
        WORK = "work", _("make-up working day")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind, db_collation="C")
    name = models.CharField(_("festival"), max_length=40)
    source = models.CharField(_("rule it comes from"), max_length=300)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("date",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["off", "work"]), name="core_holiday_kind"),
            models.CheckConstraint(
                condition=Q(kind="off") | Q(date__iso_week_day__in=[6, 7]),
                name="core_holiday_make_up_on_weekend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"


def known_years() -> frozenset[int]:
    """The years whose days are in the table: those with their New Year's Day."""
    new_years = Holiday.objects.filter(date__month=1, date__day=1, kind=Holiday.Kind.OFF)
    return frozenset(day.year for day in new_years.values_list("date", flat=True))


def calendar_for(years: Iterable[int]) -> WorkCalendar:
    """The working days of these years, in one query.

    Give every year that a result may fall into. Years the table doesn't hold are ``missing``: there
    Monday to Friday are worked, and the page has to say so.
    """
    asked = frozenset(years)
    rows = dict(Holiday.objects.filter(date__year__in=asked).values_list("date", "kind"))
    days_off = frozenset(day for day, kind in rows.items() if kind == Holiday.Kind.OFF)
    known = frozenset(year for year in asked if date(year, 1, 1) in days_off)
    return WorkCalendar(days_off, frozenset(rows) - days_off, known, asked - known)


def seed() -> None:
    """Store the years that the package knows and the table doesn't (2004 to 2026 at first)."""
    from chinese_calendar import constants

    source = f"chinesecalendar {version('chinesecalendar')}, after the State Council's yearly notices"
    known = known_years()
    days = [NoticeDay(day, is_off=True, name=_NAMES[name]) for day, name in constants.holidays.items()]
    days += [NoticeDay(day, is_off=False, name=_NAMES[name]) for day, name in constants.workdays.items()]
    store_days((day for day in days if day.day.year not in known), source)


def store_days(days: Iterable[NoticeDay], source: str) -> list[Holiday]:
    """Rows for the days; one that another notice already holds (31 December) stays as it is."""
    kinds = {True: Holiday.Kind.OFF, False: Holiday.Kind.WORK}
    rows = [Holiday(date=day.day, kind=kinds[day.is_off], name=day.name, source=source) for day in days]
    return Holiday.objects.bulk_create(rows, ignore_conflicts=True)
