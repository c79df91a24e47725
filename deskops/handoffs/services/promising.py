"""The clock of a handoff that is due: whose job it is now, and that it was received in time."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from deskops.clocks import services as clocks
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff

from ..models import Handoff

POLICY = "handoff"


def _job(handoff: Handoff, role: str) -> clocks.Job:
    return clocks.Job(Role(role), handoff.store, handoff.floor)


def promise(handoff: Handoff) -> None:
    """Start the clock of a handoff that is due, from the beginning of its business date; the giver's job."""
    if handoff.due_at:
        clocks.start(
            document=handoff.document,
            policy=POLICY,
            job=_job(handoff, handoff.giver_role),
            at=datetime.combine(handoff.business_date, time(), SHANGHAI),
            until=handoff.due_at,
        )


def pass_to(handoff: Handoff, role: str) -> None:
    """Make it the other side's job; when it is due stays."""
    if handoff.due_at:
        clocks.pass_on(document=handoff.document, policy=POLICY, job=_job(handoff, role))


def keep(handoff: Handoff, by: Staff, now: datetime) -> None:
    """Received: the promise is kept, or missed when that was too late."""
    if handoff.due_at:
        clocks.meet(document=handoff.document, policy=POLICY, by=by, now=now, how=_("received"))


def forget(handoff: Handoff, now: datetime) -> None:
    """Withdrawn: nothing is due any more."""
    if handoff.due_at:
        clocks.drop(document=handoff.document, policy=POLICY, now=now)
