"""What approvals plug into the desk."""

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.org.models import Role

from .queries import inbox
from .views import READERS_OF_DEPUTIES

DECIDERS = Role.everyone() - {Role.AUDITOR}

NAVIGATION.add(
    NavEntry(
        _("To approve"),
        "approvals:inbox",
        DECIDERS,
        NavGroup.WORK,
        order=10,
        count=inbox,
    )
)
NAVIGATION.add(
    NavEntry(_("Approvals"), "approvals:list", Role.everyone(), NavGroup.LISTS, order=10),
)
NAVIGATION.add(
    NavEntry(
        _("Deputies"),
        "approvals:deputies",
        READERS_OF_DEPUTIES | {Role.STORE_MANAGER, Role.AUDITOR},
        NavGroup.LISTS,
        order=80,
    )
)
