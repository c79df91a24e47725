"""Who may do what about refunds, once they are made."""

from deskops.org.models import Role

READERS = Role.desk() | {Role.FLOOR_SUPERVISOR, Role.FINANCE, Role.STORE_MANAGER}
FOLLOWERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER}
"""Who sees what is followed up: purchases to compare, credits, inquiries."""

COLLECTORS = frozenset({Role.FLOOR_SUPERVISOR, Role.STORE_MANAGER})
"""Who signs for returned goods: the floor's supervisor, and the store manager in their absence."""

SETTLERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER})
"""Who settles a purchase that differs: the desk supervisor, and the manager when it was their own paper."""

TRANSFERRERS = frozenset({Role.FINANCE})
"""Who transfers money and records the bank's number of it."""

CONFIRMERS = Role.desk() | {Role.FINANCE}
"""Who notes that the bank's credit was seen."""
