"""Who sees refunds, and finding one within reach."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from deskops.core.pages import Step, steps
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role, Store

from ..models import Refund, RefundTender
from ..queries.lists import opens
from ..queries.page import refunds
from ..roles import READERS

CLERKS = Role.desk()

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


def require_role(
    request: DeskRequest, store: Store, *, acts: frozenset[Role], reads: frozenset[Role] = READERS
) -> None:
    """Raises PermissionDenied unless the role is held in the row's own store, wherever one stands now."""
    roles = acts if request.method == "POST" else acts | reads | {Role.AUDITOR}
    if request.access.roles_at(store).isdisjoint(roles):
        raise PermissionDenied


def refund_in_reach(request: DeskRequest, pk: int) -> Refund:
    """A refund of a store within reach, and of the person's floors; Http404 otherwise."""
    found = request.access.get(refunds(), "document__store", pk=pk)
    require_role(request, found.document.store, acts=CLERKS)
    if not opens(found.document, request.access):
        raise Http404
    return found


def money_in_reach(request: DeskRequest, pk: int) -> RefundTender:
    """The money of one tender of a refund within reach; Http404 otherwise."""
    rows = RefundTender.objects.select_related("refund__document__store")
    found = request.access.get(rows, "refund__document__store", pk=pk)
    require_role(request, found.refund.document.store, acts=CLERKS)
    return found


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
