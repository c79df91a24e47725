"""Who sees blank cards, and who does what with them."""

from deskops.org.models import Role

ACTORS = Role.desk()
GIVERS = frozenset({Role.FINANCE})
READERS = ACTORS | GIVERS | {Role.STORE_MANAGER}
