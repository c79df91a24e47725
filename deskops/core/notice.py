"""Reading the State Council's yearly notice on holidays (国务院办公厅关于…年部分节假日安排的通知).

The text is pasted as it was published. What can't be read for certain, or contradicts itself or the
calendar, is refused with the sentence in question: a wrong working day would make promises late.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .refusals import Refused

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")

_PARAGRAPH = re.compile(r"^[一二三四五六七八九十]+、\s*([^::]+?)\s*:\s*(.+)$")
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_OFF = re.compile(r"放假(?:调休)?(?:,?共?(\d+)天)?(?:,不调休|,与周末连休)?")
_FILLER = re.compile(r"^(?:鼓励|提倡)")
_MAKE_UP = "上班"


@dataclass(frozen=True, order=True)
class NoticeDay:
    """One day that differs from its weekday: off (休), or a weekend day that is worked (班)."""

    day: date
    is_off: bool
    name: str


def parse_notice(text: str, *, year: int) -> tuple[NoticeDay, ...]:
    """The days of a notice for ``year``, in order. Days of the December before may be among them.

    Checks the year, that all seven festivals are there, weekdays and the number of days where the
    notice states them, that only weekend days are worked and that no day is named twice. Raises
    Refused (code ``notice_unreadable``, the sentence as value).
    """
    plain = unicodedata.normalize("NFKC", text)
    if f"{year}年" not in plain:
        raise _unreadable(_("This is no notice for %(year)s.") % {"year": year}, plain[:40])
    days: dict[date, NoticeDay] = {}
    for day in _days(plain, year):
        if day.day in days:
            raise _unreadable(_("%(day)s is named twice.") % {"day": day.day}, day.name)
        days[day.day] = day
    _check_complete(days, year)
    return tuple(sorted(days.values()))


def _days(plain: str, year: int) -> Iterator[NoticeDay]:
    for line in plain.splitlines():
        if match := _PARAGRAPH.match(re.sub(r"\s", "", line)):
            for sentence in match[2].rstrip("。").split("。"):
                yield from _sentence(sentence, match[1], year)


def _sentence(sentence: str, name: str, year: int) -> Iterator[NoticeDay]:
    if _FILLER.match(sentence):
        return
    if sentence.endswith(_MAKE_UP):
        for day in _dates(sentence.removesuffix(_MAKE_UP), sentence, year):
            if day.weekday() < 5:
                raise _unreadable(_("%(day)s is no weekend day.") % {"day": day}, sentence)
            yield NoticeDay(day, is_off=False, name=name)
        return
    head, word, tail = sentence.partition("放假")
    stated = _OFF.fullmatch(word + tail)
    if not stated:
        raise _unreadable(_("This sentence can't be read."), sentence)
    days = _dates(head, sentence, year)
    if stated[1] and int(stated[1]) != len(days):
        raise _unreadable(_("The number of days doesn't agree with the dates."), sentence)
    for day in days:
        yield NoticeDay(day, is_off=True, name=name)


def _dates(text: str, sentence: str, year: int) -> list[date]:
    """The days of a list such as 2月14日(周六)、2月28日(周六) or of ranges such as 1月28日至2月4日."""
    days: list[date] = []
    position, previous, joint = 0, date(year, 1, 1), ""
    while match := _DATE.match(text, position):
        day = _date(match, previous, sentence, joint)
        days += [previous + timedelta(n) for n in range(1, (day - previous).days)] if joint == "至" else []
        days.append(day)
        previous, joint = day, text[match.end() : match.end() + 1]
        position = match.end() + 1
        if joint not in {"、", "至"}:
            break
    if not days or joint or days != sorted(set(days)):
        raise _unreadable(_("The dates of this sentence can't be read."), sentence)
    return days


def _date(match: re.Match[str], previous: date, sentence: str, joint: str) -> date:
    """One date; year and month are those before it where it doesn't name its own."""
    if not match[2] and not joint:
        raise _unreadable(_("The first date of this sentence has no month."), sentence)
    try:
        day = date(int(match[1] or previous.year), int(match[2] or previous.month), int(match[3]))
    except ValueError:
        raise _unreadable(_("There is no such date."), sentence) from None
    weekday = _WEEKDAY.search(match[4] or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        raise _unreadable(_("The weekday of %(day)s is wrong.") % {"day": day}, sentence)
    return day


def _check_complete(days: dict[date, NoticeDay], year: int) -> None:
    named = {name for day in days.values() if day.is_off for name in day.name.split("、")}
    missing = [festival for festival in FESTIVALS if festival not in named]
    if missing:
        raise _unreadable(_("The notice doesn't name %(festivals)s.") % {"festivals": "、".join(missing)}, "")
    strangers = [day for day in days if not date(year - 1, 12, 1) <= day <= date(year, 12, 31)]
    first = days.get(date(year, 1, 1))
    if strangers or first is None or not first.is_off:
        raise _unreadable(_("These aren't the days of %(year)s.") % {"year": year}, "")


def _unreadable(message: str, sentence: str) -> Refused:
    return Refused(
        "notice_unreadable",
        message,
        field="text",
        value=sentence,
        remedy=_("Paste the whole notice as published, or enter the days one by one."),
    )
