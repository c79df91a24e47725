"""Promising, keeping, pausing, missing. All for use inside an upper room's act, the document locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.calendar import Pause as Stretch
from deskops.core.calendar import due
from deskops.core.holidays import calendar_for
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Floor, Role, Staff, Store

from .models import Pause, Policy, Target
from .policies import current
from .rules import capped


@dataclass(frozen=True)
class Job:
    """Whose job a promise is: a role at a store, or on one of its floors. The clerk stands for the desk."""

    role: Role
    store: Store
    floor: Floor | None = None


def start(
    *, document: Document, policy: str, job: Job, at: datetime, until: datetime | None = None
) -> Target:
    """Promise something about a document from ``at`` on.

    Due by the policy's hours, or at ``until`` where a day was promised. Refuses a second open promise
    of the same kind about the same document.
    """
    terms = current(policy)
    due_at = until or due_of(terms, at)
    return Target.objects.create(
        document=document,
        policy=terms,
        role=job.role,
        store=job.store,
        floor=job.floor,
        started_at=at,
        due_at=due_at,
        warn_at=due_at - timedelta(hours=terms.warn_hours),
    )


def due_of(policy: Policy, start_at: datetime, pauses: Sequence[Stretch] = ()) -> datetime:
    """When a promise is due; the calendar is read where the policy counts working days."""
    calendar = calendar_for({start_at.year, start_at.year + 1}) if policy.working_days else None
    return due(start_at, policy.hours, calendar, pauses)


def open_target(document: Document, policy: str) -> Target | None:
    """The open promise of a kind about a document, locked."""
    rows = Target.objects.select_for_update(no_key=True, of=("self",)).select_related("policy")
    return rows.filter(
        document=document, policy__code=policy, met_at__isnull=True, dropped_at__isnull=True
    ).first()


def pass_on(*, document: Document, policy: str, job: Job) -> None:
    """Make the open promise another's job; when it is due stays."""
    target = open_target(document, policy)
    if target:
        target.role, target.store, target.floor = job.role, job.store, job.floor
        target.save(update_fields=["role", "store", "floor"])


def meet(*, document: Document, policy: str, by: Staff, now: datetime, how: str) -> Target | None:
    """Keep the open promise by a recorded act, named in ``how``; None when there is none.

    Kept too late it is missed as well, at the moment it was due.
    """
    target = open_target(document, policy)
    if target is None:
        return None
    target.met_at, target.met_by, target.met_how = now, by, how
    if now > target.due_at and target.missed_at is None and not _paused(target):
        target.missed_at = target.due_at
    target.save(update_fields=["met_at", "met_by", "met_how", "missed_at"])
    return target


def drop(*, document: Document, policy: str, now: datetime) -> None:
    """End the open promise whose object is gone (a draft withdrawn); a miss stays a miss."""
    target = open_target(document, policy)
    if target:
        if now > target.due_at and target.missed_at is None:
            target.missed_at = target.due_at
        target.dropped_at = now
        target.save(update_fields=["dropped_at", "missed_at"])


def pause(*, document: Document, policy: str, by: Staff, now: datetime, reason: str) -> Pause:
    """Let the open promise stand still. Refuses one that can't be paused, is missed or paused already."""
    target = open_target(document, policy)
    if target is None or not target.policy.pause_hours:
        raise Refused("not_pausable", _("This promise can't be paused."))
    if target.missed_at or now > target.due_at:
        raise Refused("missed_already", _("What is missed can't be paused."), value=target.due_at)
    return Pause.objects.create(target=target, starts_at=now, reason=reason, by=by)


def resume(*, document: Document, policy: str, now: datetime) -> Target:
    """End the pause: when the promise is due is reckoned anew from its start, its policy and all pauses."""
    target = open_target(document, policy)
    row = target.pauses.filter(ends_at__isnull=True).first() if target else None
    if target is None or row is None:
        raise Refused("not_paused", _("This promise is not paused."))
    row.ends_at = now
    row.save(update_fields=["ends_at"])
    stretches = [Stretch(one.starts_at, one.ends_at or now) for one in target.pauses.order_by("starts_at")]
    allowed = capped(stretches, timedelta(hours=target.policy.pause_hours))
    target.due_at = due_of(target.policy, target.started_at, allowed)
    target.warn_at = target.due_at - timedelta(hours=target.policy.warn_hours)
    target.save(update_fields=["due_at", "warn_at"])
    return target


def _paused(target: Target) -> bool:
    return target.pauses.filter(ends_at__isnull=True).exists()


def mark_missed(now: datetime) -> int:
    """Write the miss of every open promise that is past due and not paused; returns how many.

    Safe to run again: a miss is written once, as of the moment it was due.
    """
    paused = Pause.objects.filter(target=OuterRef("pk"), ends_at__isnull=True)
    with background(by=Staff.objects.system(), name="clocks.mark_missed"):
        rows = Target.objects.filter(
            ~Exists(paused),
            due_at__lt=now,
            met_at__isnull=True,
            dropped_at__isnull=True,
            missed_at__isnull=True,
        )
        return rows.update(missed_at=F("due_at"))
