"""A broken box: reported, the maker told, answered, repaired."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, drop, meet, start
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Role, Staff

from ..models import Box, Fault
from ..promises import MAKER_ANSWERS
from .boxes import lock_box

KIND = "locker_fault"
State = Fault.State


def report_fault(*, request_key: UUID, by: Staff, now: datetime, box_id: int, what: str) -> Fault:
    """Take a box out of service and note what is wrong.

    Raises Refused without words, and ``fault_open`` when one is under way.
    """
    asked = {"box": box_id, "what": what}
    with act(
        request_key=request_key, by=by, name="lockers.report_fault", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return fault_of(running.reserved)
        fault = begin_fault(lock_box(box_id), by, now, what, pk=running.reserved)
        file_document(fault.document)
    return fault


def begin_fault(box: Box, by: Staff, now: datetime, what: str, pk: int | None = None) -> Fault:
    """The fault of a locked box, part of another act; the caller files its paper."""
    if not what.strip():
        raise Refused("what_missing", _("Say what is wrong."), field="what")
    if Fault.objects.filter(box=box).exclude(state=State.SOLVED).exists():
        raise Refused("fault_open", _("A fault of this box is under way already."), value=box.label)
    document = begin_document(kind=KIND, store=box.cabinet.store, by=by, now=now, state=State.OPEN, pk=pk)
    return Fault.objects.create(document=document, box=box, what=what.strip()[:200])


def fault_of(document_id: int) -> Fault:
    """A fault with what its page shows, by its paper."""
    return Fault.objects.select_related("document__store", "document__maker", "box__cabinet").get(
        document=document_id
    )


def tell_maker(*, request_key: UUID, by: Staff, now: datetime, fault_id: int, told_whom: str) -> Fault:
    """The maker was told; the answer is due within the promise. Refused unless the fault waits for it."""
    with act(
        request_key=request_key,
        by=by,
        name="lockers.tell_maker",
        asked={"fault": fault_id, "told_whom": told_whom},
    ) as running:
        if not running.replayed:
            fault = _locked(fault_id, State.OPEN)
            fault.told_at, fault.told_by, fault.told_whom = now, by, _words(told_whom, "told_whom")
            _move(fault, State.TOLD, "told_at", "told_by", "told_whom")
            job = Job(Role.CLERK, fault.document.store)
            start(document=fault.document, policy=MAKER_ANSWERS, job=job, at=now)
            running.result = {"fault": fault_id}
    return fault_of(_paper(fault_id))


def record_answer(*, request_key: UUID, by: Staff, now: datetime, fault_id: int, answer: str) -> Fault:
    """What the maker answered. Refused unless the maker was told."""
    with act(
        request_key=request_key,
        by=by,
        name="lockers.maker_answered",
        asked={"fault": fault_id, "answer": answer},
    ) as running:
        if not running.replayed:
            fault = _locked(fault_id, State.TOLD)
            fault.answered_at, fault.answer = now, _words(answer, "answer")
            _move(fault, State.ANSWERED, "answered_at", "answer")
            how = _("the maker's answer was written down")
            meet(document=fault.document, policy=MAKER_ANSWERS, by=by, now=now, how=how)
            running.result = {"fault": fault_id}
    return fault_of(_paper(fault_id))


def solve_fault(*, request_key: UUID, by: Staff, now: datetime, fault_id: int, solution: str) -> Fault:
    """The box was repaired and works: it is in service again. Possible from every step."""
    with act(
        request_key=request_key,
        by=by,
        name="lockers.solve_fault",
        asked={"fault": fault_id, "solution": solution},
    ) as running:
        if not running.replayed:
            fault = _locked(fault_id, State.OPEN, State.TOLD, State.ANSWERED)
            fault.solved_at, fault.solved_by, fault.solution = now, by, _words(solution, "solution")
            _move(fault, State.SOLVED, "solved_at", "solved_by", "solution")
            drop(document=fault.document, policy=MAKER_ANSWERS, now=now)
            running.result = {"fault": fault_id}
    return fault_of(_paper(fault_id))


def _paper(fault_id: int) -> int:
    return Fault.objects.values_list("document_id", flat=True).get(pk=fault_id)


def _locked(fault_id: int, *states: State) -> Fault:
    document = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=_paper(fault_id))
    fault = fault_of(document.pk)
    if fault.state not in states:
        raise Refused(
            "fault_state",
            _("This fault is “%(state)s”.") % {"state": fault.get_state_display()},
            value=fault.state,
            remedy=_("Open it again: somebody went on with it."),
        )
    return fault


def _words(text: str, field: str) -> str:
    if not text.strip():
        raise Refused("words_missing", _("Write a few words."), field=field)
    return text.strip()


def _move(fault: Fault, state: State, *fields: str) -> None:
    fault.state = state
    fault.save(update_fields=["state", *fields])
    set_state(fault.document, state)
