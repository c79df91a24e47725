"""Who sees complaints, who works on them."""

from deskops.org.access import Access, Held
from deskops.org.models import Role

CLERKS = Role.desk()
WHOLE_STORE = Role.desk() | {
    Role.STORE_MANAGER,
    Role.AREA_MANAGER,
    Role.GENERAL_MANAGER,
    Role.MALL_OPERATIONS,
    Role.AUDITOR,
}
READERS = WHOLE_STORE | {Role.FLOOR_SUPERVISOR}
"""A floor's supervisor reads the cases of the own floors: the floor helps to find out what happened."""

JUDGES = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER})
"""Who decides on rewards, penalties and measures."""

PAUSES_MORE = frozenset({Role.SERVICE_MANAGER, Role.STORE_MANAGER})
HEADS = frozenset({Role.SERVICE_MANAGER, Role.GENERAL_MANAGER})
"""Head office: these roles where they hold for the whole chain."""

STATISTICS = Role.desk() - {Role.CLERK} | {
    Role.STORE_MANAGER,
    Role.AREA_MANAGER,
    Role.GENERAL_MANAGER,
    Role.AUDITOR,
}
SEES_PRIVATE = frozenset(
    {
        Role.DESK_SUPERVISOR,
        Role.SERVICE_MANAGER,
        Role.STORE_MANAGER,
        Role.AREA_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)
"""Who sees managers' numbers in the directory."""


def is_head_office(held: Held) -> bool:
    """Whether a posting is one of head office."""
    return held.role in HEADS and held.store_id is None and held.region_id is None


def at_head_office(access: Access) -> bool:
    return any(is_head_office(held) for held in access.held)
