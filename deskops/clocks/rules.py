"""The trade of promising, as pure functions; when a promise is due is ``core.calendar.due``."""

from collections.abc import Iterable
from datetime import timedelta

from deskops.core.calendar import Pause
from deskops.org.models import Role

MANAGERS = frozenset({Role.SERVICE_MANAGER, Role.STORE_MANAGER})
"""Who may let a pause go beyond its cap (spec 5, clocks)."""


def told_of_misses(role: Role | str) -> Role:
    """Who hears that a promise was missed: the desk's manager of the desk's, above that the next one up.

    Source: spec 5, clocks: the handler is warned before it is due, the manager after.
    """
    above = {
        Role.SERVICE_MANAGER: Role.STORE_MANAGER,
        Role.STORE_MANAGER: Role.AREA_MANAGER,
        Role.AREA_MANAGER: Role.GENERAL_MANAGER,
        Role.GENERAL_MANAGER: Role.GENERAL_MANAGER,
    }
    if Role(role) in Role.desk() - {Role.SERVICE_MANAGER}:
        return Role.SERVICE_MANAGER
    return above.get(Role(role), Role.STORE_MANAGER)


def departments(role: Role | str) -> frozenset[Role]:
    """The parties a role belongs to: itself, and the desk (Role.CLERK) for everybody behind the counter."""
    return frozenset({Role(role)} | ({Role.CLERK} if Role(role) in Role.desk() else set()))


def capped(pauses: Iterable[Pause], most: timedelta) -> list[Pause]:
    """The pauses, in order, as far as together they last no longer than allowed.

    Source: spec 5, clocks: a pause beyond the cap doesn't move the promise.
    """
    found, left = [], most
    for pause in pauses:
        taken = min(pause.end - pause.start, left)
        left -= taken
        found.append(Pause(pause.start, pause.start + taken))
    return found
