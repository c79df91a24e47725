"""What waits for somebody, what was asked and decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from deskops.documents.kinds import document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.org.clock import SHANGHAI
from deskops.org.models import Posting, Store

from .deciders import decidable, waiting
from .models import Approval
from .rules import STAND_INS

SHOWN = ("document", "store", "floor", "asked_by", "decided_by")


def inbox(access: Access, now: datetime) -> QuerySet[Approval]:
    """What the person may decide today, longest waiting first (待我审批)."""
    mine = decidable(access.staff, access.held, now.astimezone(SHANGHAI).date())
    return waiting().filter(mine, access.store_filter()).order_by("asked_at", "pk")


def visible(access: Access, now: datetime) -> QuerySet[Approval]:
    """What the person may open: of papers their roles may read, and what they asked, decided, are asked."""
    mine = decidable(access.staff, access.held, now.astimezone(SHANGHAI).date())
    kinds = [kind.code for kind in document_kinds if not kind.readers.isdisjoint(access.roles)]
    own = Q(asked_by=access.staff) | Q(decided_by=access.staff) | mine
    return Approval.objects.filter(access.store_filter()).filter(own | Q(document__kind__in=kinds))


@dataclass(frozen=True)
class Round:
    """One ask of a document with all its decisions."""

    number: int
    rows: tuple[Approval, ...]

    @property
    def first(self) -> Approval:
        """Any of the round: its terms are those of all."""
        return self.rows[0]


def rounds(document: Document) -> list[Round]:
    """Everything ever asked about a document, the last round first, in one query."""
    rows = Approval.objects.filter(document=document).select_related(*SHOWN, "counter_of", "voided_by")
    by_round: dict[int, list[Approval]] = {}
    for row in rows.order_by("-round", "step", "pk"):
        by_round.setdefault(row.round, []).append(row)
    return [Round(number, tuple(found)) for number, found in by_round.items()]


def after(rows: Iterable[Approval], current: Approval) -> Approval | None:
    """The next one to decide, going round to the first; None when it is the only one."""
    others = [row for row in rows if row.pk != current.pk]
    later = [row for row in others if (row.asked_at, row.pk) > (current.asked_at, current.pk)]
    return next(iter(later or others), None)


def deputies(store: Store, today: date) -> QuerySet[Posting]:
    """Deputies of a store's supervisors, today and later."""
    rows = Posting.objects.filter(Q(store=store) | Q(floor__store=store), deputy_for__isnull=False)
    return (
        rows.filter(ends__gte=today)
        .select_related("staff", "deputy_for", "named_by", "floor", "store")
        .order_by("starts", "pk")
    )


def supervisors(store: Store, today: date) -> QuerySet[Posting]:
    """The postings at a store that a deputy can stand in for."""
    rows = Posting.objects.filter(Q(store=store) | Q(floor__store=store), deputy_for__isnull=True)
    return (
        rows.filter(Q(ends__isnull=True) | Q(ends__gte=today), role__in=STAND_INS, staff__is_active=True)
        .select_related("staff", "floor", "store")
        .order_by("role", "floor__code", "staff__number")
    )
