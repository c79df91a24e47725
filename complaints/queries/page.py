"""All that a case's page shows, in a bounded number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from deskops.clocks import queries as clocks
from deskops.clocks.models import Target
from deskops.clocks.views import label_of, left, state_of
from deskops.core.calendar import shown_end
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.documents.models import Document
from deskops.org.models import Role

from ..models import Complaint, Link, Plan, Step
from ..models.words import Way
from ..promises import SOLUTION


@dataclass(frozen=True)
class Clock:
    """A promise as the page shows it: what, by when, how much is left, how it stands."""

    label: Text
    due: str
    left: str
    tone: Tone
    word: Text
    whose: str
    how: str
    paused: str
    code: str
    open: bool


def clocks_of(document: Document, now: datetime) -> list[Clock]:
    """Every promise about a paper, none hidden by another: open ones by what is due next, then the rest."""
    targets = clocks.of_document(document.pk)
    opened = sorted((one for one in targets if _is_open(one)), key=lambda one: one.due_at)
    ended = [one for one in targets if not _is_open(one)]
    return [_clock(one, now) for one in (*opened, *ended)]


def _is_open(target: Target) -> bool:
    return target.met_at is None and target.dropped_at is None


def _clock(target: Target, now: datetime) -> Clock:
    tone, word = state_of(target, now)
    pauses = target.pauses.all() if target.policy.pause_hours else ()
    pause = next((one for one in pauses if one.ends_at is None), None)
    return Clock(
        label_of(target.policy.code),
        shown_end(target.due_at),
        left(target.due_at, now) if _is_open(target) else "",
        tone,
        word,
        str(target.person or Role(target.role).label),
        target.met_how,
        f"{pause.reason} · {pause.by}" if pause else "",
        target.policy.code,
        _is_open(target),
    )


def steps_of(document: Document) -> list[Step]:
    """What was done, the newest first, each with its person and evidence."""
    rows = Step.objects.filter(document=document).select_related("by").order_by("-at", "-pk")
    return list(rows.prefetch_related("evidence__file"))


def plans_of(case: Complaint) -> list[Plan]:
    return list(case.plans.select_related("by").order_by("position"))


def links_of(case: Complaint) -> list[tuple[Complaint, str]]:
    """The cases linked with this one, and what they have in common."""
    rows = Link.objects.filter(Q(first=case) | Q(second=case)).select_related(
        "first__document", "second__document"
    )
    return [(row.second if row.first_id == case.pk else row.first, row.why) for row in rows.order_by("pk")]


def is_paused(found: list[Clock]) -> bool:
    return any(one.code == SOLUTION and one.paused for one in found)


def way_words(step: Step) -> str:
    """How the customer was spoken to, and what came of it."""
    return f"{Way(step.way).label} · {step.get_outcome_display()}" if step.way else ""
