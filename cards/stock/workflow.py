"""What blank cards plug into the desk."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.refusals import refuses
from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.kinds import Line
from deskops.handoffs.plugging import register
from deskops.org.models import Store
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.tills.plugs import HandoverPart, handover_parts

from ..models import StockCount
from .kind import BLANK_CARDS
from .papers import count_paper, spoiled_paper
from .queries import stretches
from .roles import READERS
from .services import COUNTED, SPOILED, count_decided


def _url(document: Document) -> str:
    return reverse("cards:stock_paper", args=[document.pk])


def _state(state: str) -> str | Promise:
    return StockCount.State(state).label


def _on_hand(store: Store) -> Sequence[Line]:
    """The ranges that the next clerk answers for."""
    return [
        Line(f"blank {one.pk}", f"{_gettext('Blank cards')} {one.words}", None, one.count, section="items")
        for one in stretches(store)
    ]


register(BLANK_CARDS)
document_kinds.add(DocumentKind(SPOILED, "KF", _("blank cards written off"), _url, READERS))
document_kinds.add(DocumentKind(COUNTED, "KP", _("count of blank cards"), _url, READERS, _state))
paper_kinds.add(PaperKind(SPOILED, SPOILED, _("Blank cards written off"), spoiled_paper))
paper_kinds.add(PaperKind(COUNTED, COUNTED, _("Count of blank cards"), count_paper))
approval_kinds.add(ApprovalKind(COUNTED, count_decided))
handover_parts.add(HandoverPart("blank", _on_hand, order=30))
NAVIGATION.add(NavEntry(_("Blank cards"), "cards:stock", READERS, NavGroup.CARDS, order=40))
refuses(
    "cards_stretch_apart",
    "range_known",
    _("Some of these numbers are in stock already."),
    field="ranges",
    remedy=_("Look at the numbers on the boxes again."),
)
