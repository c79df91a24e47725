"""What workflows add to the desk: navigation, acts, panels of the first page, search, the top bar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from deskops.org.access import Access
from deskops.org.models import Role

from .plugs import Plugs
from .refusals import Text


class Tone(TextChoices):
    """What a colour means everywhere; each is shown with a word and a sign beside it."""

    PLAIN = "plain", _("plain")
    INFO = "info", _("note")
    DUE = "due", _("due")
    LATE = "late", _("late or refused")
    DONE = "done", _("done")


class NavGroup(TextChoices):
    """Parts of the navigation, from top to bottom: what waits, the counter, each workflow, what is kept."""

    WORK = "work", _("Waiting for me")
    COUNTER = "counter", _("Counter")
    CARDS = "cards", _("Cards")
    REFUNDS = "refunds", _("Refunds and exchanges")
    CASHBACK = "cashback", _("Cashback")
    GIFTS = "gifts", _("Gifts")
    LOCKERS = "lockers", _("Deposits and found items")
    COMPLAINTS = "complaints", _("Complaints and enquiries")
    BOOKS = "books", _("Books")
    LISTS = "lists", _("Records")

    @property
    def folds(self) -> bool:
        """Whether only its head shows while the person is elsewhere."""
        return self not in {NavGroup.WORK, NavGroup.COUNTER}


@dataclass(frozen=True)
class NavEntry:
    """A link of the navigation, seen by ``roles``.

    ``url`` is a URL's name. ``count`` gives the rows that wait; all counts of a page are made in one
    query and stop at 100. ``late`` shows the count as late.
    """

    label: Text
    url: str
    roles: frozenset[Role]
    group: NavGroup = NavGroup.COUNTER
    order: int = 50
    count: Callable[[Access, datetime], QuerySet[Any]] | None = None
    late: bool = False


@dataclass(frozen=True)
class DeskAct:
    """Something a person starts from the first page by pressing ``key`` (a digit or a letter).

    ``words`` are further words by which Ctrl+K finds it (an old name, pinyin).
    """

    key: str
    label: Text
    url: str
    roles: frozenset[Role]
    words: str = ""


class Column(TextChoices):
    """Where a panel of the first page stands."""

    ACTS = "acts", _("Acts")
    DUE = "due", _("Due and late")
    TODAY = "today", _("Today")


@dataclass(frozen=True)
class HomePanel:
    """A panel of the first page: ``template`` gets what ``context`` makes, in one query.

    ``context`` may return None: then there is nothing to show and no panel. A panel that comes ``later``
    is fetched right after the page is shown, all of them by one request, so that the page stays quick
    however many workflows there are.
    """

    title: Text
    roles: frozenset[Role]
    template: str
    context: Callable[[Access, datetime], dict[str, Any] | None]
    column: Column = Column.DUE
    order: int = 50
    later: bool = False


@dataclass(frozen=True)
class Hit:
    """Something a search found. ``exact``: what was typed is its whole number, nothing else can be meant."""

    title: str
    url: str
    subtitle: str = ""
    exact: bool = False


@dataclass(frozen=True)
class SearchSource:
    """A kind of thing the search box finds: at most a screenful of hits, in one query of its own."""

    label: Text
    find: Callable[[str, Access], list[Hit]]
    roles: frozenset[Role] = field(default_factory=Role.everyone)
    order: int = 50


@dataclass(frozen=True)
class BarState:
    """What the top bar says about one thing, for example the till: a word, its tone, where it leads."""

    text: Text
    tone: Tone = Tone.PLAIN
    url: str = ""


@dataclass(frozen=True)
class BarItem:
    """A place of the top bar, filled for ``roles`` in one query; None leaves it empty."""

    roles: frozenset[Role]
    state: Callable[[Access, datetime], BarState | None]


NAVIGATION: Plugs[NavEntry] = Plugs(key="url")
ACTS: Plugs[DeskAct] = Plugs(key="key")
PANELS: Plugs[HomePanel] = Plugs(key="template")
SEARCH: Plugs[SearchSource] = Plugs(key="label")
BAR: Plugs[BarItem] = Plugs()
