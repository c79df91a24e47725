"""What every page of handoffs starts from."""

from dataclasses import dataclass

from django.http import Http404

from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from .. import queries
from ..models import Handoff, State
from ..services.checks import signs

EVERYONE = Role.everyone() - {Role.AUDITOR}

TONES = {
    State.DRAFT: Tone.PLAIN,
    State.SENT: Tone.INFO,
    State.DISPUTED: Tone.DUE,
    State.SETTLED: Tone.INFO,
    State.RECEIVED: Tone.DONE,
    State.WITHDRAWN: Tone.PLAIN,
}


def find(request: DeskRequest, pk: int) -> Handoff:
    """A handoff the person may read; what is elsewhere is not there."""
    row = queries.visible(request.access).select_related(*queries.SHOWN).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True)
class Sides:
    """Which side of a handoff the person may sign for now."""

    gives: bool
    takes: bool

    @classmethod
    def of(cls, request: DeskRequest, handoff: Handoff) -> "Sides":
        """The sides by the person's postings; who gave it takes no part in receiving it."""
        gives = signs(handoff, handoff.giver_role, request.access.held)
        takes = signs(handoff, handoff.receiver_role, request.access.held)
        return cls(gives, takes and handoff.sent_by_id != request.user.pk)


def tone(handoff: Handoff) -> Tone:
    """The colour of a state."""
    return TONES[State(handoff.state)]


def is_late(handoff: Handoff, request: DeskRequest) -> bool:
    """Whether it should have been received by now."""
    open_still = handoff.state not in (State.RECEIVED, State.WITHDRAWN)
    return open_still and handoff.due_at is not None and handoff.due_at < request.now
