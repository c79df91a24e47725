"""What the tills plug into the rooms below."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.append_only import append_only
from deskops.core.dated import SettingKind, setting_kinds
from deskops.core.money import CashRounding
from deskops.core.shell import (
    ACTS,
    BAR,
    NAVIGATION,
    PANELS,
    BarItem,
    BarState,
    DeskAct,
    HomePanel,
    NavEntry,
    Tone,
)
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.plugging import register
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.access import Access
from deskops.org.models import Role

from .handing import FLOAT_IN, FLOAT_OUT, SHIFT
from .models import Difference, Shift
from .queries import rejected_differences, shift_under_way, unfinished
from .services.differences import difference_decided

append_only.update(
    {
        "tills_count",
        "tills_countline",
        "tills_posreading",
        "tills_payment",
        "tills_daysheet",
        "tills_daysheettick",
    }
)

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER}


def _url(document: Document) -> str:
    return reverse("tills:document", args=[document.pk])


def _shift_state(state: str) -> str | Promise:
    return Shift.State(state).label


def _difference_state(state: str) -> str | Promise:
    return Difference.State(state).label


document_kinds.add(DocumentKind("till_shift", "JB", _("shift"), _url, READERS, _shift_state))
document_kinds.add(
    DocumentKind("till_difference", "CY", _("till difference"), _url, READERS, _difference_state)
)
document_kinds.add(DocumentKind("day_sheet", "RB", _("day sheet"), _url, READERS))
for kind in (SHIFT, FLOAT_OUT, FLOAT_IN):
    register(kind)
approval_kinds.add(ApprovalKind("till_difference", difference_decided))

for kind in (FLOAT_OUT, FLOAT_IN):
    transfer_kinds.add(TransferKind(kind.code, kind.label))
transfer_kinds.add(TransferKind("till_opening", _("difference at opening")))
transfer_kinds.add(TransferKind("till_closing", _("POS cash, over and short at closing")))
transfer_kinds.add(TransferKind("takings_out", _("takings taken out of the till")))
transfer_kinds.add(TransferKind("pos_cash", _("POS cash read during the shift")))

setting_kinds.add(
    SettingKind(
        "cash_rounding",
        _("How cash taken is rounded to the jiao"),
        _("nearest or down"),
        ((date(2020, 1, 1), CashRounding.NEAREST.value, "门店现金收付规定:收款四舍五入到角,付款进到角", ""),),
    )
)


def _till_state(access: Access, now: datetime) -> BarState:
    shift = shift_under_way(access.staff, access.store)
    if shift is None:
        return BarState(_("Till: closed"), Tone.PLAIN, reverse("tills:tills"))
    if shift.business_date != access.store.business_date(now):
        return BarState(_("Till: of an earlier day"), Tone.LATE, reverse("tills:mine"))
    if shift.state != Shift.State.OPEN:
        return BarState(_("Till: counted"), Tone.DUE, reverse("tills:mine"))
    return BarState(_("Till: open"), Tone.DONE, reverse("tills:mine"))


def _unfinished(access: Access, now: datetime) -> QuerySet[Shift]:
    return unfinished(access.store, access.store.business_date(now))


def _due(access: Access, now: datetime) -> dict[str, Any] | None:
    """Shifts of earlier days that are still open, and the clerk's own rejected differences."""
    late = list(_unfinished(access, now)[:5])
    rejected = list(rejected_differences(access.staff)[:5])
    return {"late": late, "rejected": rejected} if late or rejected else None


NAVIGATION.add(NavEntry(_("Tills"), "tills:tills", READERS, order=80, count=_unfinished, late=True))
PANELS.add(HomePanel(_("Tills"), Role.desk(), "tills/panel_due.html", _due, order=30))
ACTS.add(DeskAct("0", _("Till"), "tills:mine", Role.desk(), words="qian xiang kai ban jiao ban qx"))
BAR.add(BarItem(Role.desk(), _till_state))
