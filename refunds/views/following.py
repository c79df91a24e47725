"""What the pages of what is followed up share: their tabs, and whose money they are about."""

from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from ..models import RefundTender
from ..queries.following import money_of_bank
from ..roles import FOLLOWERS
from .reach import require_role


def tabs(current: str) -> list[Tab]:
    """The lists of what is followed up."""
    labels = {
        "purchases": _("Purchases to compare"),
        "transfers": _("Refunds by transfer"),
        "credits": _("Bank credits"),
        "inquiries": _("Inquiries at banks"),
        "bank": _("Bank's file"),
    }
    return [Tab(label, reverse(f"refunds:{name}"), name == current) for name, label in labels.items()]


def money_in_reach(request: DeskRequest, pk: int, *, acts: frozenset[Role]) -> RefundTender:
    """One tender's money of a refund in a store within reach; Http404 otherwise."""
    found = request.access.get(money_of_bank(), "refund__document__store", pk=pk)
    require_role(request, found.refund.document.store, acts=acts, reads=FOLLOWERS)
    return found
