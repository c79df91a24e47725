"""Promising, keeping, pausing, missing. All for use inside an upper room's act, the document locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from deskops.core.calendar import Pause as Stretch
from deskops.core.calendar import due
from deskops.core.holidays import calendar_for
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Floor, Role, Staff, Store

from .models import Allowance, Notice, Pause, Policy, Target
from .policies import current
from .rules import MANAGERS, capped
from .warning import tell_miss


@dataclass(frozen=True)
class Job:
    """Whose job a promise is: a role at a store, or on one of its floors, or one person of them.

    The clerk stands for the desk.
    """

    role: Role
    store: Store
    floor: Floor | None = None
    person: Staff | None = None


def start(
    *, document: Document, policy: str, job: Job, at: datetime, until: datetime | None = None
) -> Target:
    """Promise something about a document from ``at`` on.

    Due by the policy's hours, or at ``until`` where a day was promised. Refuses a second open promise
    of the same kind about the same document.
    """
    terms = current(policy)
    due_at = due_of(terms, at, until=until)
    return Target.objects.create(
        document=document,
        policy=terms,
        role=job.role,
        store=job.store,
        floor=job.floor,
        person=job.person,
        started_at=at,
        until=until,
        due_at=due_at,
        warn_at=due_at - timedelta(hours=terms.warn_hours),
    )


def due_of(
    policy: Policy, start_at: datetime, pauses: Sequence[Stretch] = (), *, until: datetime | None = None
) -> datetime:
    """When a promise is due; the calendar is read where the policy counts working days.

    Where a day was promised the customer reckons by the wall's clock: a pause moves it by as long as it
    lasted before that day.
    """
    if until:
        return due(start_at, until - start_at, None, pauses)
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
        target.role, target.store, target.floor, target.person = job.role, job.store, job.floor, job.person
        target.save(update_fields=["role", "store", "floor", "person"])
        target.notices.filter(kind=Notice.Kind.DUE).update(
            role=job.role, store=job.store, floor=job.floor, person=job.person
        )


def meet(*, document: Document, policy: str, by: Staff, now: datetime, how: str) -> Target | None:
    """Keep the open promise by a recorded act, named in ``how``; None when there is none.

    Kept too late it is missed as well, at the moment it was due.
    """
    target = open_target(document, policy)
    if target is None:
        return None
    target.met_at, target.met_by, target.met_how = now, by, how
    note_miss(target, now)
    target.save(update_fields=["met_at", "met_by", "met_how", "due_at", "missed_at"])
    return target


def drop(*, document: Document, policy: str, now: datetime) -> None:
    """End the open promise whose object is gone (a draft withdrawn); a miss stays a miss."""
    target = open_target(document, policy)
    if target:
        note_miss(target, now)
        target.dropped_at = now
        target.save(update_fields=["dropped_at", "due_at", "missed_at"])


def pause(*, document: Document, policy: str, by: Staff, now: datetime, reason: str) -> Pause:
    """Let the open promise stand still.

    Refuses one that can't be paused, is missed, or has been paused for as long as its policy and its
    managers allow. The database refuses a second pause beside an open one.
    """
    target = _pausable(document, policy, now)
    stretches = _stretches(target, now)
    if sum((one.end - one.start for one in stretches), timedelta()) >= _most(target):
        raise Refused(
            "pause_used_up",
            _("This promise has been paused for as long as it may."),
            value=target.policy.pause_hours,
            remedy=_("The service manager or the store manager may allow more, with a reason."),
        )
    return Pause.objects.create(target=target, starts_at=now, reason=reason, by=by)


def allow_more(
    *, document: Document, policy: str, hours: int, by: Staff, now: datetime, reason: str
) -> Allowance:
    """Let the open promise be paused for some hours beyond its cap.

    Source: spec 5, clocks: beyond a cap only by a manager. Refuses who is neither service manager nor
    store manager where the promise is, no hours, no reason, and what can't be paused or is missed.
    """
    target = _pausable(document, policy, now)
    if not _manages(by, target.store, now):
        raise Refused(
            "not_a_manager",
            _("Only the service manager or the store manager lets a pause go beyond its cap."),
            value=by.number,
        )
    if hours < 1:
        raise Refused("no_hours", _("Say for how many hours."), field="hours", value=hours)
    if not reason.strip():
        raise Refused("reason_missing", _("A reason is needed."), field="reason")
    return Allowance.objects.create(target=target, hours=hours, reason=reason.strip()[:200], by=by, at=now)


def _manages(staff: Staff, store: Store, now: datetime) -> bool:
    held = held_by(staff, now.astimezone(SHANGHAI).date())
    return any(one.role in MANAGERS and one.reaches(store) for one in held)


def _pausable(document: Document, policy: str, now: datetime) -> Target:
    target = open_target(document, policy)
    if target is None or not target.policy.pause_hours:
        raise Refused("not_pausable", _("This promise can't be paused."))
    due_at = due_now(target, now)
    if target.missed_at or now > due_at:
        raise Refused("missed_already", _("What is missed can't be paused."), value=due_at)
    return target


def resume(*, document: Document, policy: str, now: datetime) -> Target:
    """End the pause: when the promise is due is reckoned anew from its start, its policy and all pauses.

    What was missed while the pause went beyond its cap stays missed.
    """
    target = open_target(document, policy)
    row = target.pauses.filter(ends_at__isnull=True).first() if target else None
    if target is None or row is None:
        raise Refused("not_paused", _("This promise is not paused."))
    row.ends_at = now
    row.save(update_fields=["ends_at"])
    if target.missed_at is None:
        target.due_at = due_now(target, now)
        target.warn_at = target.due_at - timedelta(hours=target.policy.warn_hours)
        target.save(update_fields=["due_at", "warn_at"])
    return target


def due_now(target: Target, now: datetime) -> datetime:
    """When a promise is due with its pauses as they are, one still open until ``now``.

    A pause counts only as far as policy and managers allow.
    """
    stretches = _stretches(target, now)
    if not stretches or target.missed_at:
        return target.due_at
    allowed = capped(stretches, _most(target))
    return max(target.due_at, due_of(target.policy, target.started_at, allowed, until=target.until))


def _stretches(target: Target, now: datetime) -> list[Stretch]:
    return [Stretch(one.starts_at, one.ends_at or now) for one in target.pauses.order_by("starts_at")]


def _most(target: Target) -> timedelta:
    """How long a promise may be paused in all."""
    further: int = target.allowances.aggregate(hours=Sum("hours", default=0))["hours"]
    return timedelta(hours=target.policy.pause_hours + further)


def note_miss(target: Target, now: datetime) -> None:
    """Note the miss of a locked promise that is past due, as of the moment it was due; not saved."""
    due_at = due_now(target, now)
    if now > due_at and target.missed_at is None:
        target.due_at = target.missed_at = due_at
        tell_miss(target, now)
