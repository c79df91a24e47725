"""What refunds plug into the desk's frame: the act, the lists with counts, panels, the receipt's page."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.shell import ACTS, NAVIGATION, PANELS, DeskAct, HomePanel, NavEntry, NavGroup, Tone
from deskops.org.access import Access
from deskops.org.models import Role
from deskops.receipts.models import Receipt
from deskops.receipts.plugs import RECEIPT_ACTS, ReceiptAct

from .models import Refund
from .queries import lists
from .roles import READERS
from .views.reach import CLERKS, TONES

SHOWN = 8


def _of_receipt(receipt: Receipt) -> str:
    return f"{reverse('refunds:new')}?receipt={receipt.pk}"


def _under_way(access: Access, now: datetime) -> dict[str, Any] | None:
    """One panel, one query: goods of an earlier day that nobody collected stand out as late."""
    today = access.store.business_date(now)
    rows = [(row, _tone(row, today)) for row in lists.on_the_desk(access, now)[:SHOWN]]
    return {"rows": rows} if rows else None


def _tone(refund: Refund, today: date) -> Tone:
    if refund.state == Refund.State.PAID and refund.document.business_date < today:
        return Tone.LATE
    return TONES[Refund.State(refund.state)]


def _goods(access: Access, now: datetime) -> dict[str, Any] | None:
    today = access.store.business_date(now)
    found = lists.waiting_goods(access, now).select_related("document", "floor", "refund__document")
    rows = [(row, row.document.business_date < today) for row in found.order_by("pk")[:SHOWN]]
    return {"rows": rows} if rows else None


ACTS.add(
    DeskAct(
        "4",
        _("Refund or exchange"),
        "refunds:new",
        CLERKS,
        words="退货 换货 退换货 tuihuan tuihuo huanhuo th",
    )
)
NAVIGATION.add(
    NavEntry(
        _("Refunds and exchanges"),
        "refunds:list",
        READERS,
        NavGroup.REFUNDS,
        order=30,
        count=lists.with_the_clerk,
    )
)
NAVIGATION.add(
    NavEntry(
        _("Goods to collect"),
        "refunds:pickups",
        READERS,
        NavGroup.REFUNDS,
        order=32,
        count=lists.waiting_goods,
    )
)
PANELS.add(HomePanel(_("Refunds under way"), CLERKS, "refunds/panel_refunds.html", _under_way, order=10))
PANELS.add(
    HomePanel(
        _("Goods to collect"),
        frozenset({Role.FLOOR_SUPERVISOR}),
        "refunds/panel_pickups.html",
        _goods,
        order=11,
    )
)
RECEIPT_ACTS.add(ReceiptAct("t", _("Refund or exchange"), _of_receipt, CLERKS))
