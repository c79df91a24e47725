"""What closing cards plugs into the desk."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.access import Access
from deskops.papers.kinds import PaperKind, paper_kinds

from ..models import CardAct, Closing
from .papers import closing_paper, payout_paper
from .services import PAYOUT
from .views import READERS

CLOSE = CardAct.Kind.CLOSE


def _closing_url(document: Document) -> str:
    return reverse("cards:closing", args=[document.pk])


def _payout_url(document: Document) -> str:
    return reverse("cards:closing", args=[document.origin_id])


def _waiting(access: Access, _now: datetime) -> QuerySet[Closing]:
    return access.scope(Closing.objects.filter(state=Closing.State.DUE), "document__store")


document_kinds.add(DocumentKind(CLOSE.value, "TQ", CLOSE.label, _closing_url, READERS))
document_kinds.add(DocumentKind(PAYOUT, "FK", _("pay-out of a closed card"), _payout_url, READERS))
paper_kinds.add(PaperKind(CLOSE.value, CLOSE, CLOSE.label, closing_paper))
paper_kinds.add(PaperKind(PAYOUT, PAYOUT, _("pay-out of a closed card"), payout_paper))
transfer_kinds.add(TransferKind(CLOSE.value, CLOSE.label))
transfer_kinds.add(TransferKind(PAYOUT, _("pay-out of a closed card")))
NAVIGATION.add(
    NavEntry(
        _("Closed cards to pay out"), "cards:closings", READERS, NavGroup.CARDS, order=30, count=_waiting
    )
)
