"""The takings of a store by business date, what waits and what is late."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet

from deskops.handoffs.models import ENDED, Handoff, State
from deskops.handoffs.plugging import page_of
from deskops.org.access import Access
from deskops.org.models import Store

from .kind import TAKINGS
from .services import missing_days

SHOWN_DAYS = 31


@dataclass(frozen=True)
class Day:
    """A business date of the desk; ``handoff`` is None while its takings were not prepared.

    ``key`` is the request key of preparing them.
    """

    on: date
    handoff: Handoff | None
    late: bool = False
    key: UUID = field(default_factory=uuid4)

    @property
    def url(self) -> str:
        return page_of(self.handoff.document) if self.handoff else ""


def takings() -> QuerySet[Handoff]:
    """Takings that were not withdrawn, with what lists show of them."""
    rows = Handoff.objects.filter(kind=TAKINGS.code).exclude(state=State.WITHDRAWN)
    return rows.select_related("document", "store", "sent_by", "received_by")


def days_of(store: Store, now: datetime) -> list[Day]:
    """The business dates of the last month that have takings or should, the latest first; four queries."""
    first = store.business_date(now) - timedelta(days=SHOWN_DAYS)
    found = takings().filter(store=store, business_date__gte=first)
    days = [Day(one.business_date, one, is_late(one, now)) for one in found]
    days += [Day(day, None) for day in missing_days(store, now, SHOWN_DAYS)]
    return sorted(days, key=lambda day: day.on, reverse=True)


def is_late(handoff: Handoff, now: datetime) -> bool:
    """Whether it should have been received by now."""
    due = handoff.due_at
    return handoff.state not in ENDED and due is not None and due < now


def open_takings(access: Access, _now: datetime) -> QuerySet[Handoff]:
    """What finance has to receive, within reach."""
    waits = takings().filter(state__in=[State.SENT, State.SETTLED])
    return access.scope(waits).order_by("due_at", "pk")


@dataclass(frozen=True)
class Standing:
    """How the takings within reach stand."""

    receive: int
    disputed: int
    late: int
    not_sent: int


def standing(access: Access, now: datetime) -> Standing:
    """Counts of what is not received yet, in one query."""
    rows = access.scope(Handoff.objects.filter(kind=TAKINGS.code).exclude(state__in=ENDED))
    return Standing(
        **rows.aggregate(
            receive=Count("pk", filter=Q(state__in=[State.SENT, State.SETTLED])),
            disputed=Count("pk", filter=Q(state=State.DISPUTED)),
            late=Count("pk", filter=Q(due_at__lt=now)),
            not_sent=Count("pk", filter=Q(state=State.DRAFT)),
        )
    )
