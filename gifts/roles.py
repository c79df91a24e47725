"""Who may do what about gifts."""

from deskops.org.models import Role

CLERKS = Role.desk()
"""Who issues gifts and counts them at the desk."""

KEEPERS = frozenset({Role.WAREHOUSE})
"""Who keeps the warehouse: takes gifts in, gives them to the desk, sends them to stores."""

COUNTERS = CLERKS | KEEPERS
READERS = CLERKS | KEEPERS | {Role.FINANCE, Role.STORE_MANAGER}
CAMPAIGNERS = frozenset({Role.SERVICE_MANAGER, Role.BRAND_MANAGER})
"""Who announces campaigns and their rules."""

SETTLERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER})
ASKERS = CLERKS | {Role.STORE_MANAGER}
PLANNERS = frozenset({Role.SERVICE_MANAGER, Role.PROCUREMENT})
HEAD_OFFICE = frozenset({Role.SERVICE_MANAGER, Role.PROCUREMENT, Role.GENERAL_MANAGER, Role.AREA_MANAGER})
OPENERS = frozenset({Role.SERVICE_MANAGER})
"""Who says in which store the central warehouse lies."""

EVERYBODY = READERS | CAMPAIGNERS | HEAD_OFFICE
