"""Yesterday's new members and what they still owe (资料完整性日查)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from deskops.org.access import Access
from deskops.org.models import Store

from ..models import Member


def joined_on(store: Store, day: date) -> QuerySet[Member]:
    """Members whom a store admitted on a business date."""
    return Member.objects.filter(home_store=store, joined_on=day).exclude(state=Member.State.ERASED)


def incomplete(rows: QuerySet[Member]) -> QuerySet[Member]:
    """Those of them who still owe something."""
    return rows.exclude(missing=[])


def incomplete_in(access: Access, days: Iterable[date]) -> QuerySet[Member]:
    """Incomplete members of the store one works in, joined on these days, in the order of the day."""
    rows = Member.objects.filter(home_store=access.store, joined_on__in=list(days))
    return incomplete(rows).select_related("home_store").order_by("joined_on", "pk")
