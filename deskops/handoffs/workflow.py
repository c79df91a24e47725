"""What handoffs plug into the desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, PANELS, Column, HomePanel, NavEntry, NavGroup
from deskops.org.access import Access
from deskops.org.models import Role

from . import queries

SHOWN_AT_HOME = 6


def due_next(access: Access, now: datetime) -> dict[str, Any] | None:
    """What waits for the person's side and is due soonest; nothing when nothing waits."""
    rows = list(queries.waiting(access, now).select_related("document")[:SHOWN_AT_HOME])
    return {"rows": rows, "now": now} if rows else None


NAVIGATION.add(
    NavEntry(_("Handoffs"), "handoffs:list", Role.everyone(), NavGroup.WORK, order=20, count=queries.waiting)
)
PANELS.add(
    HomePanel(_("Handoffs"), Role.everyone(), "handoffs/panel_due.html", due_next, Column.DUE, order=20)
)
