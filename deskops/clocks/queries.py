"""What is due next for whom."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from deskops.org.access import Access

from .models import Notice, Pause, Target
from .rules import departments


def open_for(access: Access) -> QuerySet[Target]:
    """Open promises that are the person's job where they are posted, due next first."""
    mine = Q(pk__in=[])
    for posting in access.held:
        mine |= Q(role__in=sorted(departments(posting.role))) & posting.covers
    rows = Target.objects.filter(mine, access.store_filter(), met_at__isnull=True, dropped_at__isnull=True)
    return rows.order_by("due_at", "pk")


def late(access: Access, now: datetime) -> QuerySet[Target]:
    """Open promises of the person's that are past due."""
    return open_for(access).filter(due_at__lt=now)


def own(access: Access) -> QuerySet[Target]:
    """Open promises that are the person's very own, due next first."""
    return open_for(access).filter(person=access.staff)


def of_document(document_id: int) -> list[Target]:
    """Every promise about a paper, in the order in which they were given; pauses where there may be any."""
    rows = Target.objects.filter(document=document_id).select_related("policy", "met_by", "person")
    found = list(rows.order_by("started_at", "pk"))
    pausable = [target for target in found if target.policy.pause_hours]
    prefetch_related_objects(pausable, Prefetch("pauses", Pause.objects.select_related("by")))
    return found


def inbox(access: Access, _now: datetime) -> QuerySet[Notice]:
    """What the person was told of and has still to act on, due next first.

    Before: as long as the promise is open, to its handler, or to all whose job it is. After: to the
    manager until seen.
    """
    before, after = Q(pk__in=[]), Q(pk__in=[])
    for posting in access.held:
        before |= Q(role__in=sorted(departments(posting.role))) & posting.covers
        after |= Q(role=posting.role) & posting.covers
    mine = Q(person=access.staff) | Q(person__isnull=True) & before
    open_still = Q(target__met_at__isnull=True, target__dropped_at__isnull=True)
    told = Q(kind=Notice.Kind.DUE) & mine & open_still | Q(kind=Notice.Kind.MISSED) & after
    rows = Notice.objects.filter(told, access.store_filter(), seen_at__isnull=True)
    return rows.order_by("due_at", "pk")


def misses(access: Access, now: datetime) -> QuerySet[Notice]:
    """What was missed and not seen by the manager who is this person."""
    return inbox(access, now).filter(kind=Notice.Kind.MISSED)
