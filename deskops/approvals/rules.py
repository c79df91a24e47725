"""The trade of deciding, as pure functions."""

from collections.abc import Iterable

from deskops.org.models import Role

from .models import Decision

STAND_INS = frozenset({Role.FLOOR_SUPERVISOR, Role.DESK_SUPERVISOR})
"""Whose place a deputy or the store manager takes (spec 1, Stores, staff, roles)."""


def outcome(decisions: Iterable[Decision | str]) -> Decision:
    """How a round stands: one rejection ends it, all approved approve it, else it waits.

    Source: spec 1, Approvals: several may be needed in parallel; a rejected document is asked again.
    """
    given = set(decisions)
    if Decision.REJECTED in given:
        return Decision.REJECTED
    if given == {Decision.APPROVED}:
        return Decision.APPROVED
    return Decision.VOID if Decision.VOID in given else Decision.PENDING


def turn_of(waiting_steps: Iterable[int], step: int) -> bool:
    """Whether a step may be decided now: no earlier one of its round still waits.

    Source: spec 1, Approvals: “desk supervisor, then finance”.
    """
    return all(step <= other for other in waiting_steps)
