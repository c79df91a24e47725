"""What clocks plug into the desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, PANELS, Column, HomePanel, NavEntry, NavGroup
from deskops.org.access import Access
from deskops.org.models import Role

from .queries import inbox, misses, open_for
from .rules import told_of_misses
from .views import row_of

SHOWN_AT_HOME = 8
MISSES_AT_HOME = 5


def due_next(access: Access, now: datetime) -> dict[str, Any] | None:
    """The promises due soonest, each with its paper; nothing when nothing was promised."""
    targets = open_for(access).select_related("document", "policy")[:SHOWN_AT_HOME]
    rows = [row_of(target, now) for target in targets]
    return {"rows": rows} if rows else None


def missed(access: Access, now: datetime) -> dict[str, Any] | None:
    """What was missed among those that the person answers for, and not seen yet."""
    found = misses(access, now).select_related("target__document", "target__policy")[:MISSES_AT_HOME]
    rows = [row_of(notice.target, now) for notice in found]
    return {"rows": rows} if rows else None


MANAGERS = frozenset({told_of_misses(role) for role in Role})
PANELS.add(HomePanel(_("Due next"), Role.everyone(), "clocks/panel_due.html", due_next, Column.DUE, order=10))
PANELS.add(
    HomePanel(_("Missed"), MANAGERS, "clocks/panel_missed.html", missed, Column.DUE, order=9, later=True)
)
NAVIGATION.add(NavEntry(_("Due next"), "clocks:due", Role.everyone(), NavGroup.WORK, order=20))
NAVIGATION.add(
    NavEntry(_("Warnings"), "clocks:inbox", Role.everyone(), NavGroup.WORK, order=21, count=inbox, late=True)
)
