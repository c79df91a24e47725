"""What stands around every page: navigation with its counts, acts, the top bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.core.signing import dumps
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from deskops.core.refusals import Text
from deskops.core.shell import ACTS, BAR, NAVIGATION, BarState, NavEntry, NavGroup
from deskops.org.access import DeskRequest, enter

MOST = 100
"""Counts stop here: "99+" says enough, and a page never counts a table."""


def shortened(count: int) -> str:
    """A count as shown: "99+" from a hundred on."""
    return str(count) if count < MOST else f"{MOST - 1}+"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation as shown."""

    label: Text
    url: str
    current: bool
    count: int | None
    late: bool

    @property
    def shown(self) -> str:
        return shortened(self.count or 0)


@dataclass(frozen=True)
class Group:
    """A part of the navigation as shown; ``folded``: only its head, with what waits in it added up."""

    label: Text
    links: Sequence[Link]
    folded: bool

    @property
    def count(self) -> int:
        return sum(link.count or 0 for link in self.links)

    @property
    def late(self) -> bool:
        return any(link.late and link.count for link in self.links)

    @property
    def shown(self) -> str:
        return shortened(self.count)


@dataclass(frozen=True)
class Command:
    """An act as shown: its key, where it leads."""

    key: str
    label: Text
    url: str
    words: str


class Frame:
    """The frame of one request's page; nothing is asked of the database until a template shows it."""

    def __init__(self, request: DeskRequest) -> None:
        self.request = request
        self.access = request.access
        self.now = request.now

    @cached_property
    def navigation(self) -> list[Group]:
        """The groups with the links that the person's roles may see, counted in one query.

        A workflow's group is folded while the person is elsewhere; a single link needs no folding.
        """
        entries = [e for e in NAVIGATION if self.access.may(*e.roles)]
        numbers = dict(zip([e.url for e in entries if e.count], self._counts(entries), strict=True))
        here = self._here([reverse(e.url) for e in entries])
        groups = {
            group: [
                Link(e.label, reverse(e.url), reverse(e.url) == here, numbers.get(e.url), e.late)
                for e in sorted(entries, key=lambda e: e.order)
                if e.group == group
            ]
            for group in NavGroup
        }
        return [
            Group(group.label, links, group.folds and len(links) > 1 and not any(x.current for x in links))
            for group, links in groups.items()
            if links
        ]

    def _counts(self, entries: Sequence[NavEntry]) -> list[int]:
        return counted([e.count(self.access, self.now) for e in entries if e.count])

    def _here(self, urls: list[str]) -> str:
        """The entry whose address this page's begins with, the longest of them."""
        return max((u for u in urls if self.request.path.startswith(u) and u != "/"), key=len, default="")

    @cached_property
    def acts(self) -> list[Command]:
        """1 to 9, then 0, then letters, as they lie on the keyboard."""
        mine = sorted((a for a in ACTS if self.access.may(*a.roles)), key=lambda a: (a.key == "0", a.key))
        mine.sort(key=lambda a: not a.key.isdigit())
        return [Command(a.key, a.label, reverse(a.url), a.words) for a in mine]

    @property
    def day(self) -> date:
        """The business date of the store at work, else the calendar's: before six it is still yesterday's."""
        here = self.access.here
        return here.business_date(self.now) if here else timezone.localdate(self.now)

    @cached_property
    def bar(self) -> list[BarState]:
        states = [item.state(self.access, self.now) for item in BAR if self.access.may(*item.roles)]
        return [state for state in states if state]

    @cached_property
    def person(self) -> str:
        """Whose page this is, signed: only they may sign in again over it."""
        return dumps(self.request.user.pk, salt="desk.again")

    @property
    def idle(self) -> int:
        """After how many seconds without a request the session ends."""
        return int(settings.SESSION_COOKIE_AGE)


def counted(rows: list[QuerySet[Any]]) -> list[int]:
    """How many rows each queryset has, up to ``MOST``, all in one query."""
    parts: list[str] = []
    params: list[Any] = []
    for queryset in rows:
        try:
            sql, values = queryset.order_by().values("pk")[:MOST].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - the queryset's own SQL
        params.extend(values)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return list(cursor.fetchone() or ())


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for pages of somebody signed in, made when a template asks for it."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "frame": SimpleLazyObject(lambda: Frame(enter(request))),
        "now": SimpleLazyObject(lambda: enter(request).now),
    }
