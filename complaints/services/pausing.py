"""What was promised to be carried out may stand still: with reason, person and end, and never for ever."""

from datetime import datetime
from uuid import UUID

from deskops.clocks import services as clocks
from deskops.org.models import Staff

from ..models import Complaint, Step
from ..promises import SOLUTION
from .base import State, fresh, going_on, record, told


def pause(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int, why: str) -> Complaint:
    """Let the solution's clock stand still (the maker looks at the goods). No other clock ever does.

    Raises Refused: no reason, paused already, missed, paused for as long as policy and managers allow.
    """
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="pause",
        asked={"why": why},
        states=[State.AGREED],
    ) as case:
        if case:
            clocks.pause(document=case.document, policy=SOLUTION, by=by, now=now, reason=told(why, "why"))
            record(case.document, Step.Kind.PAUSED, by=by, now=now, words=why)
    return fresh(complaint_id)


def resume(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int) -> Complaint:
    """Let it run on; it is due by as much later as the pause lasted and may last."""
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="resume",
        asked={},
        states=[State.AGREED],
    ) as case:
        if case:
            clocks.resume(document=case.document, policy=SOLUTION, now=now)
            record(case.document, Step.Kind.RESUMED, by=by, now=now)
    return fresh(complaint_id)


def allow_more(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, hours: int, why: str
) -> Complaint:
    """Let it be paused beyond the policy's cap: the service manager or the store manager alone."""
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="allow_more",
        asked={"hours": hours, "why": why},
        states=[State.AGREED],
    ) as case:
        if case:
            clocks.allow_more(
                document=case.document, policy=SOLUTION, hours=hours, by=by, now=now, reason=why
            )
            record(case.document, Step.Kind.ALLOWED, by=by, now=now, words=f"{hours} h · {why}")
    return fresh(complaint_id)
