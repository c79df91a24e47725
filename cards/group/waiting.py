"""What waits of group orders, and for whom: the first page of desk and departments (spec 1, handoffs)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Q, QuerySet

from deskops.approvals.models import Decision
from deskops.core.calendar import WorkCalendar, local_date
from deskops.core.holidays import calendar_for
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.org.access import Access
from deskops.org.models import Role

from ..models import CardAct, GroupOrder
from . import rules
from .roles import SIGNERS

State = GroupOrder.State


@dataclass(frozen=True)
class Waits:
    """An order that waits: ``of`` whom, ``since`` when, and by when the next step is due, if it is."""

    pk: int
    number: str
    buyer: str
    total: Decimal
    state: GroupOrder.State
    of: Sequence[Role]
    since: datetime
    due_at: datetime | None
    late: bool

    @property
    def whose(self) -> Sequence[Text]:
        """Whose turn it is, in words."""
        return [role.label for role in self.of]

    @property
    def tone(self) -> Tone:
        """How its state is shown."""
        return Tone.LATE if self.late else Tone.DUE


def waits(access: Access, now: datetime) -> list[Waits]:
    """The open orders of the store one works in that wait for one's roles, late ones first.

    Two queries at most. Desk and managers see all; a department sees those it has still to sign, finance
    also those whose bonus it has to receive.
    """
    if access.here is None:
        return []
    rows = _open().filter(document__store=access.here).values(*COLUMNS)
    mine = [row for row in rows if _concerns(_turn(row), access.roles)]
    years = {since.year + more for since in map(_since, mine) for more in (0, 1)}
    calendar = calendar_for(years) if years else None
    found = [_waits(row, calendar, now) for row in mine] if calendar else []
    return sorted(found, key=lambda one: (not one.late, one.since))


COLUMNS = (
    "pk", "state", "buyer", "total", "document__number", "unsigned", "asked_at", "decided_at", "stepped_at",
)  # fmt: skip


def _waits(row: dict[str, Any], calendar: WorkCalendar, now: datetime) -> Waits:
    since = _since(row)
    due = rules.next_step_due(row["state"], local_date(since), calendar)
    return Waits(
        pk=row["pk"],
        number=row["document__number"],
        buyer=row["buyer"],
        total=row["total"],
        state=State(row["state"]),
        of=_turn(row),
        since=since,
        due_at=due,
        late=due is not None and due < now,
    )


def _open() -> QuerySet[GroupOrder]:
    """Orders under way with who has not signed yet, and when each kind of step was last made."""
    steps = Q(document__followers__kind__in=["group_payment", CardAct.Kind.GROUP.value])
    pending = Q(document__approvals__decision=Decision.PENDING)
    return GroupOrder.objects.filter(state__in=GroupOrder.OPEN).annotate(
        unsigned=ArrayAgg("document__approvals__role", filter=pending, distinct=True, default=[]),
        asked_at=Max("document__approvals__asked_at"),
        decided_at=Max("document__approvals__decided_at"),
        stepped_at=Max("document__followers__made_at", filter=steps),
    )


def _turn(row: dict[str, Any]) -> list[Role]:
    """Whose turn it is: those who have not signed, finance for the bonus, else the desk."""
    if row["state"] == State.ASKED:
        return [Role(role) for role in row["unsigned"] if role in SIGNERS]
    return [Role.FINANCE if row["state"] == State.ACTIVE else Role.CLERK]


def _concerns(turn: Sequence[Role], roles: frozenset[Role]) -> bool:
    """Whether it waits for one of the roles; who is no signer sees every order."""
    return bool(roles - SIGNERS) or not roles.isdisjoint(turn)


def _since(row: dict[str, Any]) -> datetime:
    """Since when it waits: asked for, decided, paid, or activated."""
    asked: datetime = row["asked_at"]
    later = [row["decided_at"], row["stepped_at"]]
    return asked if row["state"] == State.ASKED else max(filter(None, later), default=asked)
