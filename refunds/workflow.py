"""What refunds plug into the desk."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.models import Role

from .models import Refund
from .services.asking import refund_decided

READERS = Role.desk() | {Role.FLOOR_SUPERVISOR, Role.FINANCE, Role.STORE_MANAGER, Role.AUDITOR}


def _url(document: Document) -> str:
    return reverse("refunds:document", args=[document.pk])


def _state(state: str) -> str | Promise:
    return Refund.State(state).label


document_kinds.add(DocumentKind("refund", "TH", _("refund"), _url, READERS, _state))
approval_kinds.add(ApprovalKind("refund", refund_decided, "refunds/approval_card.html"))
