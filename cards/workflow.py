"""What cards plug into the desk: papers, transfers, settings."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.ledger.kinds import TransferKind, transfer_kinds
from deskops.org.models import Role

from .models import CardAct

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER, Role.AUDITOR}
PREFIXES = {
    CardAct.Kind.SALE: "SK",
    CardAct.Kind.TOP_UP: "CZ",
    CardAct.Kind.REDEEM: "XF",
    CardAct.Kind.FREEZE: "DJ",
    CardAct.Kind.UNFREEZE: "JD",
    CardAct.Kind.LOST: "GS",
    CardAct.Kind.REPLACE: "BK",
    CardAct.Kind.MEMBER_LOST: "HG",
    CardAct.Kind.MEMBER_REPLACE: "HB",
}


def _url(document: Document) -> str:
    return reverse("cards:act", args=[document.pk])


def _state(state: str) -> str | Promise:
    return state


for kind, prefix in PREFIXES.items():
    document_kinds.add(DocumentKind(kind.value, prefix, kind.label, _url, READERS, _state))
for kind in CardAct.MONEY:
    transfer_kinds.add(TransferKind(kind.value, kind.label))
transfer_kinds.add(TransferKind("card_fee", _("replacement fee")))
