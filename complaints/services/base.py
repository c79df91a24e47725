"""What every act about a case shares: locking, who may, the step that is recorded, the next due."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from deskops.clocks.models import Target
from deskops.clocks.services import Job
from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import set_state
from deskops.org.models import Role, Staff

from ..models import Complaint, Evidence, Step
from ..models.words import Outcome, Way

State = Complaint.State
WHOLE = (
    "document__store",
    "document__maker",
    "store",
    "floor",
    "person",
    "responsible",
    "handler",
    "plan",
    "carried_by",
    "followed_by",
)


def fresh(complaint_id: int) -> Complaint:
    """A case with all that its page shows."""
    return Complaint.objects.select_related(*WHOLE).get(pk=complaint_id)


@contextmanager
def going_on(
    *,
    request_key: UUID,
    by: Staff,
    complaint_id: int,
    name: str,
    asked: Mapping[str, object],
    states: Sequence[Complaint.State],
) -> Iterator[Complaint | None]:
    """One act about a case, its paper locked before it; None when it was done before.

    Raises Refused: the person is who the case is about, or it is in none of ``states`` (any when empty).
    """
    whole = {"complaint": complaint_id, **asked}
    with act(request_key=request_key, by=by, name=f"complaints.{name}", asked=whole) as running:
        if running.replayed:
            yield None
            return
        case = _locked(complaint_id)
        refuse_own(case, by)
        _require_state(case, states)
        yield case
        keep_due(case)
        running.result = {"complaint": complaint_id}


def _locked(complaint_id: int) -> Complaint:
    document_id = Complaint.objects.values_list("document_id", flat=True).get(pk=complaint_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    Complaint.objects.select_for_update(no_key=True, of=("self",)).get(pk=complaint_id)
    return fresh(complaint_id)


def refuse_own(case: Complaint, staff: Staff) -> None:
    """Raises Refused for who the case is about, or who was found responsible."""
    if staff.pk in (case.person_id, case.responsible_id):
        raise Refused(
            "own_complaint",
            _("Nobody handles a complaint about themself."),
            value=staff.number,
            remedy=_("Give the case to a colleague."),
        )


def _require_state(case: Complaint, states: Sequence[Complaint.State]) -> None:
    if states and case.state not in states:
        raise Refused(
            "complaint_state",
            _("This case is at “%(state)s” now.") % {"state": case.get_state_display()},
            value=case.state,
            remedy=_("Look at it again: somebody went on with it."),
        )


def told(words: str, field: str = "words") -> str:
    """What was written down, stripped. Raises Refused when there is nothing."""
    if not words.strip():
        raise Refused("words_missing", _("Write it down, so that others can go on."), field=field)
    return words.strip()


def record(
    document: Document,
    kind: Step.Kind,
    *,
    by: Staff,
    now: datetime,
    words: str = "",
    way: Way | str = "",
    outcome: Outcome | str = "",
    evidence: Sequence[StoredFile] = (),
) -> Step:
    """Add a step with its person, time and evidence."""
    step = Step.objects.create(
        document=document, kind=kind, words=words.strip(), way=way, outcome=outcome, by=by, at=now
    )
    Evidence.objects.bulk_create(Evidence(step=step, file=file) for file in evidence)
    return step


def move(case: Complaint, state: Complaint.State, *fields: str) -> None:
    """Bring a case and its paper to a state, with the fields that were set for it."""
    case.state = state
    case.save(update_fields=["state", *fields])
    set_state(case.document, state)


def keep_due(case: Complaint) -> None:
    """Let the case repeat when the next of its open promises is due."""
    case.due_at = next_due(case.document)
    case.save(update_fields=["due_at"])


def next_due(document: Document) -> datetime | None:
    """When the next open promise about a paper is due."""
    rows = Target.objects.filter(document=document, met_at__isnull=True, dropped_at__isnull=True)
    due_at: datetime | None = rows.aggregate(due=Min("due_at"))["due"]
    return due_at


def job_of(case: Complaint) -> Job:
    """The handler's job, at the case's store."""
    return Job(Role.CLERK, case.store, person=case.handler)


def digests(files: Sequence[StoredFile]) -> list[str]:
    """What of some files makes a request another one."""
    return [file.sha256 for file in files]
