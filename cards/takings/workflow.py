"""What the takings plug into the desk."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, PANELS, HomePanel, NavEntry, NavGroup
from deskops.handoffs.models import Handoff
from deskops.handoffs.plugging import register
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.access import Access
from deskops.org.models import Role

from .kind import TAKINGS
from .posting import CORRECTED, RECEIVED
from .queries import open_takings, standing

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER}

register(TAKINGS)
transfer_kinds.add(TransferKind(RECEIVED, _("takings received by finance")))
transfer_kinds.add(TransferKind(CORRECTED, _("correction agreed on takings")))


def _panel(access: Access, now: datetime) -> dict[str, object] | None:
    return {"standing": standing(access, now)}


def _waiting(access: Access, now: datetime) -> QuerySet[Handoff]:
    return open_takings(access, now) if access.may(Role.FINANCE) else open_takings(access, now).none()


PANELS.add(HomePanel(_("Takings"), frozenset({Role.FINANCE}), "cards/panel_takings.html", _panel, order=5))
NAVIGATION.add(NavEntry(_("Takings"), "cards:takings", READERS, NavGroup.BOOKS, order=10, count=_waiting))
