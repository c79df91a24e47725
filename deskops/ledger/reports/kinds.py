"""What a report is. Each workflow plugs in those that its money needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from deskops.core.exports import Column
from deskops.core.pages import Compared
from deskops.core.plugs import Plugs
from deskops.core.refusals import Text
from deskops.org.models import Store

MOST_DAYS = 366


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: a store, business dates (both included), and chosen filters by key."""

    store: Store
    first: date
    last: date
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """A filter of a report: ``path`` is the field it compares, ``options`` its values with their words."""

    key: str
    label: Text
    path: str
    options: Callable[[Store], Sequence[tuple[str, str]]]


def _unchanged(_asked: Asked) -> str:
    return ""


@dataclass(frozen=True)
class Report:
    """One report. ``rows`` is bounded by the dates asked for, and ordered; filters are applied after.

    ``compared`` sets totals of all rows of these dates, whatever is filtered, beside the accounts', in
    few queries. ``changes`` fingerprints what may still change on a closed date beside the books (a
    decision); another fingerprint makes another file. ``note`` says what the rows are.
    """

    code: str
    label: Text
    rows: Callable[[Asked], QuerySet[Any]]
    columns: Callable[[Asked], Sequence[Column]]
    compared: Callable[[Asked], Sequence[Compared]]
    choices: tuple[Choice, ...] = ()
    note: Text = ""
    order: int = 50
    most_days: int = MOST_DAYS
    changes: Callable[[Asked], str] = _unchanged


@dataclass(frozen=True)
class StillOpen:
    """What keeps a business date open although it has ended: the words for it, empty when nothing does."""

    code: str
    words: Callable[[Asked], str]


reports: Plugs[Report] = Plugs(key="code")
still_open: Plugs[StillOpen] = Plugs(key="code")
