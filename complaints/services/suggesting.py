"""A suggestion (意见建议): thanked for, passed on, tracked; what the store settled: area and head office."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, meet, pass_on, start
from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.org.access import held_by
from deskops.org.models import Role, Staff

from ..models import Complaint, Step
from ..models.words import Department
from ..promises import ANSWER, FOLLOW_UP, PLAN
from ..roles import is_head_office
from .base import State, fresh, going_on, move, record, told
from .contacting import Talk, answered, check_talk, speak
from .registering import start_clocks


def thank(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, talk: Talk | None, words: str = ""
) -> Complaint:
    """Thank for a suggestion. ``talk`` is None where no telephone was left: then ``words`` say how.

    A try that doesn't reach them is recorded and the case stays.
    """
    asked = {**(talk.asked if talk else {}), "thanks": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="thank",
        asked=asked,
        states=[State.REGISTERED],
    ) as case:
        if case:
            _require_suggestion(case)
            if talk and case.telephone:
                check_talk(talk)
                speak(case, talk, by, now)
                if not answered(case, ANSWER):
                    talk = None
            else:
                told(words)
            if talk or not case.telephone:
                record(case.document, Step.Kind.THANKED, by=by, now=now, words=words)
                move(case, State.THANKED)
    return fresh(complaint_id)


def _require_suggestion(case: Complaint) -> None:
    if not case.is_suggestion:
        raise Refused("not_a_suggestion", _("Only a suggestion is thanked for and passed on."))


def pass_suggestion(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    department: Department,
    words: str,
) -> Complaint:
    """Pass it on to a department; what they make of it is asked for within a week."""
    asked = {"department": department, "words": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="pass_suggestion",
        asked=asked,
        states=[State.THANKED],
    ) as case:
        if case:
            case.department = department
            said = f"{Department(department).label} · {told(words)}"
            record(case.document, Step.Kind.PASSED, by=by, now=now, words=said)
            move(case, State.PASSED, "department")
            start(document=case.document, policy=FOLLOW_UP, job=Job(Role.CLERK, case.store), at=now)
    return fresh(complaint_id)


def track(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int, words: str) -> Complaint:
    """Record what the department made of the suggestion."""
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="track",
        asked={"words": words},
        states=[State.PASSED],
    ) as case:
        if case:
            record(case.document, Step.Kind.TRACKED, by=by, now=now, words=told(words))
            meet(document=case.document, policy=FOLLOW_UP, by=by, now=now, how=words.strip()[:200])
            move(case, State.FOLLOWED)
    return fresh(complaint_id)


def area_part(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int, words: str) -> Complaint:
    """The area manager fills in their part about what the store settled; head office decides next."""
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="area_part",
        asked={"words": words},
        states=[State.AREA],
    ) as case:
        if case:
            held = held_by(by, local_date(now))
            if not any(one.role == Role.AREA_MANAGER and one.reaches(case.store) for one in held):
                raise Refused("not_the_area_manager", _("The area manager fills this in."), value=by.number)
            record(case.document, Step.Kind.AREA, by=by, now=now, words=told(words))
            move(case, State.HEAD)
            pass_on(document=case.document, policy=PLAN, job=Job(Role.SERVICE_MANAGER, case.store))
    return fresh(complaint_id)


def head_call(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, agrees: bool, words: str
) -> Complaint:
    """Head office's last call: what the store settled stands, or the case is taken up anew.

    Raises Refused for who is not of head office: service manager or general manager of the chain.
    """
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="head_call",
        asked={"agrees": agrees, "words": words},
        states=[State.HEAD],
    ) as case:
        if case:
            if not any(map(is_head_office, held_by(by, local_date(now)))):
                raise Refused(
                    "not_head_office",
                    _("Head office makes the last call."),
                    value=by.number,
                    remedy=_("The service manager or the general manager of the chain decides."),
                )
            said = f"{_('stands') if agrees else _('taken up anew')} · {told(words)}"
            record(case.document, Step.Kind.HEAD, by=by, now=now, words=said)
            meet(document=case.document, policy=PLAN, by=by, now=now, how=said[:200])
            move(case, State.ACCEPTED if agrees else State.INVESTIGATING)
            if agrees:
                start(document=case.document, policy=FOLLOW_UP, job=Job(Role.CLERK, case.store), at=now)
            else:
                start_clocks(case, now)
    return fresh(complaint_id)
