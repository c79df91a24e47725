"""Who may decide what: one condition in SQL, read by the inbox, the count and the act itself."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from deskops.org.access import Held
from deskops.org.models import Posting, Role, Staff

from .models import Approval, Decision
from .rules import STAND_INS

NOBODY = Q(pk__in=[])


def waiting() -> QuerySet[Approval]:
    """Approvals that wait and whose turn has come."""
    earlier = Approval.objects.filter(
        document=OuterRef("document"),
        round=OuterRef("round"),
        step__lt=OuterRef("step"),
        decision=Decision.PENDING,
    )
    return Approval.objects.filter(~Exists(earlier), decision=Decision.PENDING)


def decidable(staff: Staff, held: Iterable[Held], today: date) -> Q:
    """What a person with these postings may decide today; never what they asked for themselves.

    Source: spec 1. The role at the store and floor decides, a named deputy holds that role for
    dated days, and the store manager decides for a supervisor who is absent or is the asker.
    """
    own, managed = NOBODY, NOBODY
    for posting in held:
        own |= Q(role=posting.role) & posting.covers
        if posting.role == Role.STORE_MANAGER:
            managed |= posting.covers
    if managed is not NOBODY:
        own |= managed & Q(role__in=STAND_INS) & Q(~Exists(_on_duty(today)))
    return own & ~Q(asked_by=staff)


def _on_duty(today: date) -> QuerySet[Posting]:
    """Supervisors of the approval's place who are there: not the asker, with no deputy today."""
    current = Posting.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)
    covers = (
        Q(floor=OuterRef("floor"))
        | Q(floor__isnull=True, store=OuterRef("store"))
        | Q(floor__isnull=True, store__isnull=True, region=OuterRef("store__region"))
        | Q(floor__isnull=True, store__isnull=True, region__isnull=True)
    )
    same_place = Q(floor=OuterRef("floor")) | Q(floor__isnull=True, store=OuterRef("store"))
    stood_in_for = current.filter(same_place, deputy_for=OuterRef("staff"), role=OuterRef("role"))
    return current.filter(
        covers, ~Exists(stood_in_for), role=OuterRef("role"), deputy_for__isnull=True, staff__is_active=True
    ).exclude(staff=OuterRef("asked_by"))
