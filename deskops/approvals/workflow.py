"""What approvals plug into the desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, PANELS, Column, HomePanel, NavEntry, NavGroup
from deskops.org.access import Access
from deskops.org.models import Role

from .queries import inbox
from .views import READERS_OF_DEPUTIES

DECIDERS = Role.everyone() - {Role.AUDITOR}
SHOWN_AT_HOME = 5


def waiting(access: Access, now: datetime) -> dict[str, Any] | None:
    """What waits longest for the person's decision; nothing when nothing does."""
    rows = list(inbox(access, now).select_related("asked_by")[:SHOWN_AT_HOME])
    return {"rows": rows} if rows else None


PANELS.add(HomePanel(_("To approve"), DECIDERS, "approvals/panel.html", waiting, Column.DUE, order=5))
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
