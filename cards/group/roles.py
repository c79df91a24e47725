"""Who sees group orders, and who acts on them."""

from deskops.org.models import Role

ACTORS = Role.desk()
SIGNERS = frozenset({Role.FINANCE, Role.PROCUREMENT, Role.MALL_OPERATIONS})
READERS = ACTORS | SIGNERS | {Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER}
