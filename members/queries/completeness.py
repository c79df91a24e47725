"""Yesterday's new members and what they still owe (资料完整性日查)."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from deskops.org.models import Store

from ..models import CompletenessList, Member

SHOWN = timedelta(days=14)
"""How long a list is on the first page while somebody on it still owes something."""


def joined_on(store: Store, day: date) -> QuerySet[Member]:
    """Members whom a store admitted on a business date."""
    return Member.objects.filter(home_store=store, joined_on=day).exclude(state=Member.State.ERASED)


def incomplete(rows: QuerySet[Member]) -> QuerySet[Member]:
    """Those of them who still owe something."""
    return rows.exclude(missing=[])


def lists_owing(store: Store, today: date) -> list[CompletenessList]:
    """Lists of the last two weeks on which somebody still owes something (``owing``), newest first."""
    rows = CompletenessList.objects.filter(store=store, day__gte=today - SHOWN, day__lt=today)
    owing = Count("lines", filter=~Q(lines__member__missing=[]))
    return list(rows.annotate(owing=owing).filter(owing__gt=0).order_by("-day")[:5])


def list_of(store: Store, day: date) -> CompletenessList | None:
    """The list that was sent about a day, with its paper."""
    return CompletenessList.objects.select_related("document").filter(store=store, day=day).first()
