"""What may be handed over: each workflow plugs its kind, with its lines and what follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import WorkCalendar
from deskops.core.plugs import Plugs
from deskops.org.models import Floor, Role, Staff, Store

if TYPE_CHECKING:
    from .models import Handoff

AMOUNT = _("Amount")

type Value = str | int | Decimal | date | None


class Cell(TextChoices):
    """What a column holds. Numbers of cards and papers are text."""

    TEXT = "text", _("text")
    MONEY = "money", _("yuan")
    INT = "int", _("number")
    DATE = "date", _("date")


@dataclass(frozen=True)
class Column:
    """A further column of a section's lines; the giver's figures, shown and frozen, not compared."""

    key: str
    title: str | Promise
    kind: Cell = Cell.TEXT


@dataclass(frozen=True)
class Section:
    """A part of a handoff's lines with its own columns.

    ``amount`` and ``quantity`` title the two figures the receiver compares; None: the lines have no
    such figure. Only ``counted`` sections add up to the handoff's total: others explain it. Without
    ``summed`` the paper draws no sum under the lines: they are a calculation, from opening to closing.
    """

    code: str
    title: str | Promise
    columns: tuple[Column, ...] = ()
    amount: str | Promise | None = AMOUNT
    quantity: str | Promise | None = None
    counted: bool = True
    summed: bool = True


@dataclass(frozen=True)
class Line:
    """One line as the giver says it. ``key`` names it within the handoff (a card, a tender, a paper).

    ``amount`` is in yuan; at least one of ``amount`` and ``quantity`` is given.
    """

    key: str
    label: str
    amount: Decimal | None = None
    quantity: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    section: str = ""


class Happened(Protocol):
    """Called in the transaction of the act, the handoff locked and saved."""

    def __call__(self, *, handoff: "Handoff", by: Staff, now: datetime) -> None: ...


class Build(Protocol):
    """Makes the lines of one store and business date from the books; the floor when it goes to one."""

    def __call__(self, *, store: Store, business_date: date, floor: Floor | None) -> Sequence[Line]: ...


@dataclass(frozen=True)
class HandoffKind:
    """One kind of handoff of spec 1.

    ``giver`` and ``receiver``: Role.CLERK stands for the whole desk. Without ``build`` the upper room
    gives the lines. ``due`` says when it must be received. ``daily`` kinds happen once
    per store and business date. ``check_all``: every line is looked at before signing.
    ``receipt``: the receiver gives a receipt's number and its image. ``copies`` names the parts of a
    form in several parts (三联), one page each. ``sent``, ``received``, ``settled`` are what follows.
    """

    code: str
    prefix: str
    label: str | Promise
    giver: Role
    receiver: Role
    sections: Sequence[Section]
    build: Build | None = None
    due: Callable[[date, WorkCalendar], datetime] | None = None
    daily: bool = False
    check_all: bool = False
    receipt: bool = False
    copies: tuple[str | Promise, ...] = ()
    sent: Happened | None = None
    received: Happened | None = None
    settled: Happened | None = None
    readers: frozenset[Role] = frozenset()

    def section(self, code: str) -> Section:
        """The section with that code; raises KeyError for an unknown one."""
        for section in self.sections:
            if section.code == code:
                return section
        raise KeyError(code)


handoff_kinds: Plugs[HandoffKind] = Plugs(key="code")
