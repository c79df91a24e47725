"""Who sees refunds, and finding one within reach."""

from django.utils.translation import gettext as _

from deskops.core.pages import Step, steps
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from ..models import Refund, RefundTender
from ..queries.page import refunds

CLERKS = Role.desk()
READERS = CLERKS | {Role.FLOOR_SUPERVISOR, Role.FINANCE, Role.STORE_MANAGER}

State = Refund.State
TONES = {
    State.DRAFT: Tone.INFO,
    State.ASKED: Tone.DUE,
    State.APPROVED: Tone.DUE,
    State.REJECTED: Tone.LATE,
    State.PAYING: Tone.DUE,
    State.PAID: Tone.INFO,
    State.CLOSED: Tone.DONE,
    State.CANCELLED: Tone.PLAIN,
}


def refund_in_reach(request: DeskRequest, pk: int) -> Refund:
    """A refund of a store within reach; Http404 otherwise."""
    return request.access.get(refunds(), "document__store", pk=pk)


def money_in_reach(request: DeskRequest, pk: int) -> RefundTender:
    """The money of one tender of a refund within reach; Http404 otherwise."""
    return request.access.get(RefundTender.objects.all(), "refund__document__store", pk=pk)


def steps_of(place: int) -> list[Step]:
    """The seven steps of a refund, the one at ``place`` current; -1 for none of them."""
    labels = [
        _("Receipt"),
        _("Goods"),
        _("Check"),
        _("Approval"),
        _("Paying back"),
        _("Voucher"),
        _("Pick-up"),
    ]
    return steps([*labels], place)
