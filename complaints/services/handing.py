"""A case goes to another handler, or to the service manager at a time agreed with the customer."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.models import Target
from deskops.clocks.services import Job, pass_on, start
from deskops.core.calendar import local_date, shown_end
from deskops.core.refusals import Refused
from deskops.org.access import held_by
from deskops.org.models import Role, Staff

from ..models import Complaint, Step
from ..promises import AGREED
from .base import State, fresh, going_on, job_of, record, refuse_own, told
from .registering import require_handler

OPEN = [state for state in State if state != State.CLOSED]


def hand_over(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, handler: Staff, why: str
) -> Complaint:
    """Give the case to another handler; when things are due stays.

    Raises Refused: who is not of the desk, whom it is about, who has it already, no reason.
    """
    asked = {"handler": handler.pk, "why": why}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="hand_over",
        asked=asked,
        states=OPEN,
    ) as case:
        if case:
            _give(case, handler, now)
            words = f"{case.handler} ← {told(why, 'why')}"
            record(case.document, Step.Kind.HANDED_OVER, by=by, now=now, words=words)
    return fresh(complaint_id)


def _give(case: Complaint, handler: Staff, now: datetime) -> None:
    require_handler(handler, case.store, now)
    refuse_own(case, handler)
    if handler.pk == case.handler_id:
        raise Refused(
            "handler_already", _("They have this case already."), field="handler", value=handler.number
        )
    case.handler = handler
    case.save(update_fields=["handler"])
    open_still = Target.objects.filter(
        document=case.document, met_at__isnull=True, dropped_at__isnull=True, person__isnull=False
    )
    for code in open_still.values_list("policy__code", flat=True):
        pass_on(document=case.document, policy=code, job=job_of(case))


def escalate(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    manager: Staff,
    at: datetime,
    words: str,
) -> Complaint:
    """Give what is beyond the clerk's authority to the service manager, who answers at the time agreed.

    Raises Refused: who is no service manager of the store, a time that is past, no words. The earlier
    promises go on as they are.
    """
    asked = {"manager": manager.pk, "at": at, "words": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="escalate",
        asked=asked,
        states=OPEN,
    ) as case:
        if case:
            _require_manager(manager, case, now)
            if at <= now:
                raise Refused("time_past", _("That time is over."), field="at", value=shown_end(at))
            if manager.pk != case.handler_id:
                _give(case, manager, now)
            start(
                document=case.document,
                policy=AGREED,
                job=Job(Role.SERVICE_MANAGER, case.store, person=manager),
                at=now,
                until=at,
            )
            said = f"{manager} · {shown_end(at)} · {told(words)}"
            record(case.document, Step.Kind.ESCALATED, by=by, now=now, words=said)
    return fresh(complaint_id)


def _require_manager(manager: Staff, case: Complaint, now: datetime) -> None:
    held = held_by(manager, local_date(now))
    if not any(one.role == Role.SERVICE_MANAGER and one.reaches(case.store) for one in held):
        raise Refused(
            "not_a_manager",
            _("%(name)s is not the service manager here.") % {"name": manager},
            field="manager",
            value=manager.number,
        )
