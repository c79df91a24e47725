"""Who may do what about lockers, deposits and lost property."""

from deskops.org.models import Role

CLERKS = Role.desk()
READERS = Role.desk() | {Role.SECURITY, Role.STORE_MANAGER}
KEEPERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER})
"""Who sets up cabinets."""
EXPORTERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER})
"""Who takes registers out of the desk."""
WITNESSES = frozenset({Role.SECURITY})
"""Who stands by when a box is opened."""
SECONDS = frozenset({Role.SECURITY, Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER})
"""Who signs second for what is worth much."""
VOUCHERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER})
"""Who signs in the place of a giver who is absent."""
