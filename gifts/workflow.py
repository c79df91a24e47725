"""What gifts plug into the rooms below: papers, approvals, handoffs, the clock, the day sheet, the shift."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.clocks.policies import PolicyKind, policy_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.kinds import Line
from deskops.handoffs.plugging import register
from deskops.org.access import Access
from deskops.org.models import Store
from deskops.receipts.plugs import ImportFollower, import_followers
from deskops.tills.models import Till
from deskops.tills.plugs import (
    DaySheetLine,
    DaySheetSection,
    HandoverPart,
    day_sheet_sections,
    handover_parts,
)

from .handing import KINDS
from .models import GiftCount, GiftIssue, Movement, Place, Stock
from .models.asks import AskState
from .queries.lists import counts
from .queries.stock import counted_now
from .roles import EVERYBODY, READERS
from .services.asking import plan_decided, request_decided
from .services.counting import AFTER_CAMPAIGN, count_decided
from .services.purchases import follow_import


def _url(document: Document) -> str:
    return reverse("gifts:document", args=[document.pk])


def _issue_state(state: str) -> str | Promise:
    return GiftIssue.State(state).label


def _count_state(state: str) -> str | Promise:
    return GiftCount.State(state).label


def _ask_state(state: str) -> str | Promise:
    return AskState(state).label


def _count_opens(document: Document, access: Access) -> bool:
    """A count's paper, the sheet too: an unannounced one has none before it starts."""
    return counts(access).filter(document=document).exists()


for kind in (
    DocumentKind("gift_issue", "ZP", gettext_lazy("gifts issued"), _url, READERS, _issue_state),
    DocumentKind(
        "gift_count", "PD", gettext_lazy("count of gifts"), _url, READERS, _count_state, _count_opens
    ),
    DocumentKind("gift_arrival", "ZR", gettext_lazy("gifts from a supplier"), _url, READERS),
    DocumentKind("gift_request", "LQ", gettext_lazy("request for gifts"), _url, EVERYBODY, _ask_state),
    DocumentKind("gift_plan", "LC", gettext_lazy("purchase plan of gifts"), _url, EVERYBODY, _ask_state),
):
    document_kinds.add(kind)
for handoff in KINDS:
    register(handoff)
approval_kinds.add(ApprovalKind("gift_count", count_decided))
approval_kinds.add(ApprovalKind("gift_request", request_decided))
approval_kinds.add(ApprovalKind("gift_plan", plan_decided))
policy_kinds.add(
    PolicyKind(
        AFTER_CAMPAIGN,
        gettext_lazy("gifts counted within two days of a campaign's end"),
        hours=48,
        warn_hours=12,
        source="总部客户服务管理手册 7.2：每次活动终止后的2天内通知门店盘点",
    )
)
import_followers.add(ImportFollower("gifts", follow_import))


def _day_lines(till: Till, day: date) -> Sequence[DaySheetLine]:
    """Pieces issued and brought back on a business date; of the store, as gifts have no drawer."""
    found = (
        Movement.objects.filter(
            Q(kind=Movement.Kind.ISSUED) | Q(kind=Movement.Kind.BACK), store=till.store_id, business_date=day
        )
        .order_by("stock__item__name", "kind")
        .values_list("stock__item__name", "kind")
        .annotate(pieces=Sum("change"))
    )
    return [
        DaySheetLine(f"{name} · {Movement.Kind(kind).label}", abs(pieces)) for name, kind, pieces in found
    ]


def _shift_lines(store: Store) -> Sequence[Line]:
    """What of gifts lies at the desk, handed from clerk to clerk; nothing of it while the desk is counted."""
    rows = Stock.objects.filter(place__store=store, place__kind=Place.Kind.DESK, balance__gt=0)
    if counted_now(store):
        return [Line("gifts:counted", _("Gifts at the desk: being counted"), quantity=1, section="items")]
    return [
        Line(
            f"gifts:{code}",
            " ".join(part for part in (name, model) if part),
            quantity=pieces,
            section="items",
        )
        for code, name, model, pieces in rows.order_by("item__name", "item_id").values_list(
            "item__code", "item__name", "item__model", "balance"
        )
    ]


day_sheet_sections.add(DaySheetSection("gifts", gettext_lazy("Gifts"), _day_lines, order=40))
handover_parts.add(HandoverPart("gifts", _shift_lines, order=40))
