"""Speaking and writing to the customer: what counts as an answer, and what never does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.models import Target
from deskops.clocks.services import meet
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Role, Staff

from ..models import Complaint, Step
from ..models.words import Outcome, Way
from ..promises import AGREED, ANSWER
from ..rules.contacts import Contact, answers, out_of_reach, sensible, tries_that_count
from .base import digests, fresh, going_on, record, told


@dataclass(frozen=True)
class Talk:
    """One try to reach the customer: how, what came of it, what was said."""

    way: Way
    outcome: Outcome
    words: str

    @property
    def asked(self) -> dict[str, object]:
        return dict(asdict(self))

    @property
    def reached(self) -> bool:
        return self.outcome == Outcome.REACHED


def check_talk(talk: Talk) -> None:
    """Raises Refused for an outcome that the way doesn't have, or no words."""
    if not sensible(talk.way, talk.outcome):
        raise Refused(
            "outcome_of_way",
            _("%(way)s: that can't have come of it.") % {"way": Way(talk.way).label},
            field="outcome",
            value=talk.outcome,
            remedy=_("A call reaches somebody or doesn't; a message is sent."),
        )
    told(talk.words)


def contact(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    talk: Talk,
    evidence: Sequence[StoredFile] = (),
) -> Complaint:
    """Record that the customer was spoken or written to, or couldn't be reached.

    It meets the first answer when it reached them, when they had written and got a reply, or when three
    tries at different hours and a message did not reach them. Waiting, pausing and moving the case on
    never do.
    """
    asked = {**talk.asked, "evidence": digests(evidence)}
    with going_on(
        request_key=request_key, by=by, complaint_id=complaint_id, name="contact", asked=asked, states=()
    ) as case:
        if case:
            check_talk(talk)
            speak(case, talk, by, now, evidence=evidence)
    return fresh(complaint_id)


def speak(
    case: Complaint,
    talk: Talk,
    by: Staff,
    now: datetime,
    *,
    kind: Step.Kind = Step.Kind.CONTACT,
    evidence: Sequence[StoredFile] = (),
) -> None:
    """Record a talk inside an act, and keep the promises that it keeps."""
    record(
        case.document,
        kind,
        by=by,
        now=now,
        words=talk.words,
        way=talk.way,
        outcome=talk.outcome,
        evidence=evidence,
    )
    made = contacts_since(case.document, ANSWER)
    if answers(case.channel, made):
        meet(document=case.document, policy=ANSWER, by=by, now=now, how=_how(talk, made))
    if talk.reached:
        _manager_answers(case, talk, by, now)


def answered(case: Complaint, policy: str) -> bool:
    """Whether the customer has been answered by what was said since a promise was given."""
    return answers(case.channel, contacts_since(case.document, policy))


def _how(talk: Talk, made: Sequence[Contact]) -> str:
    """The act that kept the promise, with the note when the customer was out of reach."""
    if not talk.reached and out_of_reach(made):
        note = _("not reached: %(tries)s tries at different hours and a message")
        return note % {"tries": tries_that_count(made)}
    return f"{Way(talk.way).label} · {talk.words}"[:200]


def _manager_answers(case: Complaint, talk: Talk, by: Staff, now: datetime) -> None:
    """The time agreed with the customer is kept by the manager, nobody else."""
    if by.pk == case.handler_id and case.handler.postings.filter(role=Role.SERVICE_MANAGER).exists():
        how = f"{Way(talk.way).label} · {talk.words}"[:200]
        meet(document=case.document, policy=AGREED, by=by, now=now, how=how)


def contacts_since(document: Document, policy: str) -> list[Contact]:
    """Every try to reach the customer since the last promise of a kind was given."""
    given = Target.objects.filter(document=document, policy__code=policy).order_by("-started_at").first()
    rows = Step.objects.filter(document=document).exclude(way="")
    if given:
        rows = rows.filter(at__gte=given.started_at)
    return [Contact(row.way, row.outcome, row.at) for row in rows.order_by("at", "pk")]
