"""What group purchase plugs into the desk."""

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.shell import ACTS, NAVIGATION, PANELS, Column, DeskAct, HomePanel, NavEntry, NavGroup
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.plugging import register
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.access import Access
from deskops.papers.kinds import PaperKind, paper_kinds

from ..models import CardAct, GroupOrder, GroupReturn
from . import papers
from .bonus import GROUP_BONUS
from .queries import with_the_desk
from .roles import ACTORS, READERS
from .services.applying import ORDER, order_decided
from .services.cancelling import RETURN, return_decided
from .services.paying import PAYMENT
from .services.paying_back import PAID_BACK
from .waiting import waits

Kind = CardAct.Kind
SHOWN = 6
"""Orders on the first page; the list has all."""


def _order_url(document: Document) -> str:
    return reverse("cards:group_order", args=[document.pk])


def _follower_url(document: Document) -> str:
    """The order that a payment or an activation belongs to."""
    return reverse("cards:group_order", args=[document.origin_id])


def _act_url(document: Document) -> str:
    return reverse("cards:act", args=[document.pk])


def _return_url(document: Document) -> str:
    return reverse("cards:group_return", args=[document.pk])


def _back_url(document: Document) -> str:
    return reverse("cards:group_return", args=[document.origin_id])


def _state(state: str) -> str | Promise:
    return GroupOrder.State(state).label


def _return_state(state: str) -> str | Promise:
    return GroupReturn.State(state).label


def _waiting(access: Access, now: datetime) -> dict[str, object] | None:
    found = waits(access, now)
    return {"rows": found[:SHOWN], "more": len(found) - SHOWN} if found else None


document_kinds.add(DocumentKind(ORDER, "TG", _("group order"), _order_url, READERS, _state))
document_kinds.add(DocumentKind(PAYMENT, "TF", _("payment for a group order"), _follower_url, READERS))
document_kinds.add(DocumentKind(Kind.GROUP.value, "JH", Kind.GROUP.label, _follower_url, READERS))
document_kinds.add(DocumentKind(Kind.GROUP_BONUS.value, "JL", Kind.GROUP_BONUS.label, _act_url, READERS))
document_kinds.add(
    DocumentKind(RETURN, "TD", _("return of a group order"), _return_url, READERS, _return_state)
)
document_kinds.add(DocumentKind(Kind.GROUP_BACK.value, "TB", Kind.GROUP_BACK.label, _back_url, READERS))
for kind in (Kind.GROUP, Kind.GROUP_BONUS, Kind.GROUP_BACK):
    transfer_kinds.add(TransferKind(kind.value, kind.label))
transfer_kinds.add(TransferKind(PAYMENT, _("payment for a group order")))
transfer_kinds.add(TransferKind(PAID_BACK, _("group order paid back")))
paper_kinds.add(PaperKind(ORDER, ORDER, _("Application for group purchase"), papers.form_paper))
paper_kinds.add(PaperKind("group_route", ORDER, _("Route slip of a group purchase"), papers.route_paper))
paper_kinds.add(PaperKind(PAYMENT, PAYMENT, _("Receipt for a group order"), papers.payment_paper))
paper_kinds.add(PaperKind(Kind.GROUP.value, Kind.GROUP, _("Cards of a group order"), papers.cards_paper))
paper_kinds.add(PaperKind(RETURN, RETURN, _("Return of a group order"), papers.return_paper))
approval_kinds.add(ApprovalKind(ORDER, order_decided))
approval_kinds.add(ApprovalKind(RETURN, return_decided))
register(GROUP_BONUS)
ACTS.add(DeskAct("g", _("Group purchase"), "cards:group_new", ACTORS, words="团购 tuangou tg"))
NAVIGATION.add(
    NavEntry(_("Group purchase"), "cards:group", READERS, NavGroup.CARDS, order=30, count=with_the_desk)
)
PANELS.add(
    HomePanel(
        _("Group orders that wait"),
        READERS,
        "cards/group/panel_waiting.html",
        _waiting,
        Column.DUE,
        25,
        later=True,
    )
)
