"""What refunds plug into the desk."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.clocks.policies import PolicyKind, policy_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.receipts.plugs import RETURNED, Returned

from .models import Pickup, Refund, RefundTender
from .queries.lists import opens
from .queries.returned import returned_of
from .roles import READERS
from .services.asking import refund_decided


def _url(document: Document) -> str:
    return reverse("refunds:document", args=[document.pk])


def _state(state: str) -> str | Promise:
    return Refund.State(state).label


def _money_state(state: str) -> str | Promise:
    return RefundTender.State(state).label


def _pickup_state(state: str) -> str | Promise:
    return Pickup.State(state).label


document_kinds.add(DocumentKind("refund", "TH", _("refund"), _url, READERS, _state, opens))
approval_kinds.add(ApprovalKind("refund", refund_decided, "refunds/approval_card.html"))

document_kinds.add(
    DocumentKind("refund_money", "TK", _("money of a refund"), _url, READERS, _money_state, opens)
)
document_kinds.add(
    DocumentKind("goods_pickup", "QH", _("pick-up of returned goods"), _url, READERS, _pickup_state, opens)
)
transfer_kinds.add(TransferKind("refund", _("refund or exchange")))
policy_kinds.add(
    PolicyKind(
        "goods_pickup",
        _("Returned goods are collected by their floor the same day"),
        hours=24,
        warn_hours=2,
        source="客服部工作及对接流程第四条：顾客退还的东西及时请楼层主管取走",
    )
)
policy_kinds.add(
    PolicyKind(
        "bank_credit",
        _("The bank credits a refund"),
        hours=7 * 24,
        working_days=True,
        warn_hours=24,
        source="客服部工作及对接流程第四条：隔日退货，退款在七个工作日内退到顾客银行卡",
    )
)
RETURNED.add(Returned("refunds", returned_of))
