"""What cashback plugs into the rooms below: papers, handoffs, approvals, transfers."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.plugging import register
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Size

from . import papers
from .handing import BOX, DRAW, LIST, RETURN
from .models import BoxDifference, CashbackException, Cycle, Turn
from .roles import READERS
from .services import boxes, cycles, exceptions, paying


def _page(name: str) -> Callable[[Document], str]:
    def url(document: Document) -> str:
        return reverse(name, args=[document.pk])

    return url


def _cycle_state(state: str) -> str | Promise:
    return Cycle.State(state).label


def _turn_state(state: str) -> str | Promise:
    return Turn.State(state).label


def _difference_state(state: str) -> str | Promise:
    return BoxDifference.State(state).label


def _exception_state(state: str) -> str | Promise:
    return CashbackException.State(state).label


for code, prefix, label, page, words in (
    (cycles.KIND, "FX", _("cashback cycle"), "cashback:cycle", _cycle_state),
    (boxes.TURN, "FG", _("turn at a cashback box"), "cashback:turn", _turn_state),
    (boxes.DIFFERENCE, "FC", _("difference of a cashback box"), "cashback:difference", _difference_state),
    (exceptions.KIND, "FY", _("cashback exception"), "cashback:exception", _exception_state),
):
    document_kinds.add(DocumentKind(code, prefix, label, _page(page), READERS, words))
document_kinds.add(DocumentKind(paying.KIND, "FF", _("cashback paid"), _page("cashback:payout"), READERS))
paper_kinds.add(
    PaperKind(paying.KIND, paying.KIND, _("cashback receipt"), papers.receipt_paper, frozenset({Size.A4}))
)
for kind in (LIST, DRAW, RETURN, BOX):
    register(kind)
approval_kinds.add(ApprovalKind(boxes.DIFFERENCE, boxes.difference_decided))
approval_kinds.add(ApprovalKind(exceptions.KIND, exceptions.exception_decided))

for code, label in (
    ("cashback_booked", _("cashback booked")),
    ("cashback_added", _("cashback added by exception")),
    ("cashback_drawn", _("cashback cash drawn")),
    ("cashback_paid", _("cashback paid")),
    ("cashback_difference", _("over and short of a cashback box")),
    ("cashback_returned", _("cashback cash handed back")),
    ("cashback_back", _("cashback cash received by finance")),
    ("cashback_closed", _("cashback closed")),
):
    transfer_kinds.add(TransferKind(code, label))
