"""The order of the steps (spec 5, complaints). The database keeps the same table (0002)."""

from ..models import Complaint

State = Complaint.State

NEXT: dict[Complaint.State, frozenset[Complaint.State]] = {
    State.REGISTERED: frozenset({State.INVESTIGATING, State.REFUSED, State.THANKED}),
    State.REFUSED: frozenset({State.CLOSED}),
    State.INVESTIGATING: frozenset({State.PLANNING}),
    State.PLANNING: frozenset({State.ASKED}),
    State.ASKED: frozenset({State.APPROVED, State.PLANNING}),
    State.APPROVED: frozenset({State.AGREED, State.PLANNING}),
    State.AGREED: frozenset({State.CARRIED}),
    State.CARRIED: frozenset({State.ACCEPTED}),
    State.ACCEPTED: frozenset({State.FOLLOWED}),
    State.FOLLOWED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.INVESTIGATING, State.PASSED}),
    State.AREA: frozenset({State.HEAD}),
    State.HEAD: frozenset({State.ACCEPTED, State.INVESTIGATING}),
    State.THANKED: frozenset({State.PASSED}),
    State.PASSED: frozenset({State.FOLLOWED}),
}
"""From each state, those that may follow."""


def judged(grounds: bool, reasonable: bool | None) -> Complaint.State:
    """What follows the two judgements: both yes is investigated, else the customer is answered kindly."""
    return State.INVESTIGATING if grounds and reasonable else State.REFUSED
