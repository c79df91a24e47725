"""What the background does every few minutes: misses are written, people are told."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from deskops.core.acts import background
from deskops.org.models import Staff

from .models import Pause, Target
from .services import note_miss
from .warning import miss_all, warn


def mark_missed(now: datetime) -> int:
    """Write the miss of every open promise that is past due; returns how many.

    A paused one is due by as much later as its pause may last. Safe to run again: a miss is written
    once, as of the moment it was due, and the manager is told in the same transaction.
    """
    with background(by=Staff.objects.system(), name="clocks.mark_missed"):
        return miss_all(now) + _mark_paused(now)


def _mark_paused(now: datetime) -> int:
    """The misses of promises whose pause has gone on for longer than it may."""
    paused = Exists(Pause.objects.filter(target=OuterRef("pk"), ends_at__isnull=True))
    rows = Target.objects.filter(
        paused, due_at__lt=now, met_at__isnull=True, dropped_at__isnull=True, missed_at__isnull=True
    )
    missed = 0
    for target in (
        rows.select_related("policy", "store").select_for_update(no_key=True, of=("self",)).order_by("pk")
    ):
        note_miss(target, now)
        if target.missed_at:
            target.save(update_fields=["due_at", "missed_at"])
            missed += 1
    return missed


def watch(now: datetime) -> None:
    """One round: first what was missed, then who is to be warned."""
    mark_missed(now)
    with background(by=Staff.objects.system(), name="clocks.warn"):
        warn(now)
