"""What waits for each department, for the navigation's counts and the first page."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from deskops.org.access import Access
from deskops.org.models import Role

from ..models import Cycle, Line
from .board import Due, shares_of, steps_of

State = Cycle.State


def under_way(access: Access) -> Cycle | None:
    """The store's oldest cycle that is not closed."""
    rows = Cycle.objects.filter(store=access.store).exclude(state=State.CLOSED)
    return rows.select_related("store", "list_paper").order_by("month").first()


def lines_to_call(access: Access, _now: datetime) -> QuerySet[Any]:
    """Members who haven't been reached yet, while the store's cycle is booked or paid out."""
    states = [State.BOOKED, State.DRAWN]
    rows = Line.objects.filter(
        cycle__store=access.here, cycle__state__in=states, state__in=Line.OWED, reach__in=["none", "missed"]
    )
    return rows if access.may(*Role.desk()) else rows.none()


def late_cycles(access: Access, now: datetime) -> QuerySet[Any]:
    """Cycles of the store in which something that this person's department does is late."""
    today = access.store.business_date(now) if access.here else now.date()
    wants = Q(pk__in=[])
    if access.may(Role.INFORMATION):
        wants |= Q(state=State.LISTING, list_by__lt=today, list_paper__isnull=True)
    if access.may(Role.FINANCE):
        wants |= Q(state=State.LISTING, book_by__lt=today, list_paper__isnull=False)
        wants |= Q(state=State.BOOKED, draw_by__lt=today) | Q(state=State.RETURNED, return_by__lt=today)
    if access.may(*Role.desk()):
        wants |= Q(state=State.DRAWN, pay_until__lt=today)
    return Cycle.objects.filter(wants, store=access.here)


def month_of(access: Access, now: datetime) -> dict[str, Any] | None:
    """The running cycle on the first page: what is next and what is late, and its figures."""
    cycle = under_way(access) if access.here else None
    if cycle is None:
        return None
    today = access.store.business_date(now)
    shares = shares_of(cycle)
    steps = steps_of(cycle, shares, (), today)
    open_steps: list[Due] = [one for one in steps if not one.done]
    return {"cycle": cycle, "shares": shares, "steps": open_steps[:4]}
