"""What is due next for whom."""

from datetime import datetime

from django.db.models import Q, QuerySet

from deskops.org.access import Access

from .models import Target
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
