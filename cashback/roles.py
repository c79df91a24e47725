"""Who sees the cashback month, and who acts in it."""

from deskops.org.models import Role

CLERKS = Role.desk()
INFORMATION = frozenset({Role.INFORMATION})
FINANCE = frozenset({Role.FINANCE})
MANAGERS = frozenset({Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER})
READERS = CLERKS | INFORMATION | FINANCE | MANAGERS
