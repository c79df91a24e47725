"""What purchases plug into the desk."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.imports import ImportKind, add_import
from deskops.core.money import format_money
from deskops.core.shell import SEARCH, Hit, SearchSource
from deskops.org.access import Access
from deskops.org.models import Role
from members.models import Member
from members.panels import MEMBER_PANELS, MemberPanel, PanelContent

from .imports import COLUMNS, REQUIRED, import_receipts
from .queries import LATEST, find, of_member, when
from .views import READERS

add_import(
    ImportKind(
        key="receipts",
        label=_("POS receipts"),
        columns=tuple(COLUMNS),
        required=REQUIRED,
        roles=frozenset({Role.INFORMATION, Role.FINANCE, Role.ADMINISTRATOR}),
        run=import_receipts,
        totals={
            "receipts_added": _("Receipts new"),
            "amount_added": _("Amount of the new receipts"),
            "amount_in_file": _("Amount of the sound receipts in the file"),
        },
        help=_("One row per line of goods; payments stand on a receipt's first row."),
    )
)


def _search(typed: str, access: Access) -> list[Hit]:
    return [
        Hit(
            receipt.number,
            reverse("receipts:receipt", args=[receipt.pk]),
            f"{receipt.store} · {when(receipt)} · {format_money(receipt.amount)}",
            exact=True,
        )
        for receipt in find(typed, access)
    ]


def _latest(member: Member, access: Access, _now: datetime) -> PanelContent | None:
    receipts = list(of_member(member)[:LATEST])
    reach = {receipt.store_id for receipt in receipts if access.reaches(receipt.store)}
    return PanelContent({"receipts": receipts, "reach": reach}) if receipts else None


SEARCH.add(SearchSource(_("Receipts"), _search, READERS, order=30))
MEMBER_PANELS.add(
    MemberPanel(_("Latest purchases"), "receipts/panel_member.html", _latest, READERS, order=30)
)
