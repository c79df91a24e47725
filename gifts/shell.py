"""What gifts plug into the desk's frame: the act, the navigation, panels, search, the member's page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.shell import (
    ACTS,
    NAVIGATION,
    PANELS,
    SEARCH,
    Column,
    DeskAct,
    Hit,
    HomePanel,
    NavEntry,
    NavGroup,
    SearchSource,
)
from deskops.org.access import Access
from deskops.receipts.models import Receipt
from deskops.receipts.plugs import RECEIPT_ACTS, ReceiptAct
from members.models import Member
from members.panels import MEMBER_PANELS, MemberPanel, PanelContent

from .models import GiftIssue
from .queries import lists
from .queries.issuing import issued_today
from .roles import CLERKS, EVERYBODY, HEAD_OFFICE, KEEPERS, READERS
from .views.reach import ISSUE_TONES

SHOWN = 5


def _of_receipt(receipt: Receipt) -> str:
    return f"{reverse('gifts:issue')}?of=r{receipt.pk}"


def _today(access: Access, now: datetime) -> dict[str, Any] | None:
    rows = issued_today(access.store, access.store.business_date(now), SHOWN)
    return {"rows": rows} if rows else None


def _of_member(member: Member, access: Access, _now: datetime) -> PanelContent | None:
    found = list(lists.of_member(member)[:SHOWN])
    rows = [
        (row, ISSUE_TONES[GiftIssue.State(row.state)], access.reaches(row.document.store)) for row in found
    ]
    return PanelContent({"rows": rows}) if rows else None


def _search(typed: str, access: Access) -> list[Hit]:
    """What was issued for a receipt, in the stores within reach."""
    number = typed.strip()
    if not 4 <= len(number) <= 40:
        return []
    rows = access.scope(lists.issues_for(number), "document__store")[:SHOWN]
    return [
        Hit(
            row.document.number,
            reverse("gifts:given", args=[row.pk]),
            f"{row.occasion} · {row.get_state_display()}",
        )
        for row in rows
    ]


GROUP = NavGroup.GIFTS
for entry in (
    NavEntry(_("Stock of gifts"), "gifts:stock", READERS, GROUP, order=10),
    NavEntry(
        _("Gifts issued"), "gifts:register", READERS, GROUP, order=20, count=lists.mismatches, late=True
    ),
    NavEntry(_("Counts of gifts"), "gifts:counts", READERS, GROUP, order=30, count=lists.counts_waiting),
    NavEntry(_("Requests for gifts"), "gifts:requests", KEEPERS, GROUP, order=40, count=lists.to_ship),
    NavEntry(_("Campaigns"), "gifts:campaigns", EVERYBODY - READERS, GROUP, order=50),
    NavEntry(_("Gifts by store"), "gifts:stores", HEAD_OFFICE, GROUP, order=60),
):
    NAVIGATION.add(entry)
ACTS.add(DeskAct("6", _("Gifts"), "gifts:issue", CLERKS, words="赠品 发放 礼品 zengpin lipin zp"))
RECEIPT_ACTS.add(ReceiptAct("g", _("Gifts"), _of_receipt, CLERKS))
PANELS.add(
    HomePanel(_("Gifts today"), CLERKS, "gifts/panel_today.html", _today, Column.TODAY, 40, later=True)
)
MEMBER_PANELS.add(
    MemberPanel(_("Gifts received"), "gifts/panel_member.html", _of_member, READERS, order=45, later=True)
)
SEARCH.add(SearchSource(_("Gifts"), _search, READERS, order=45))
