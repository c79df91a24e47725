"""Taking a refund and its purchase for oneself until the act ends."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document

from ..models import Purchase, Refund


def fresh(refund_id: int) -> Refund:
    """A refund with what every page and paper of it shows."""
    return Refund.objects.select_related(
        "document__store", "document__maker", "purchase__store", "purchase__sighted_by", "pay_tender"
    ).get(pk=refund_id)


def lock_refund(refund_id: int) -> Refund:
    """The refund, its paper and its purchase locked in the house's order, read after the locks are held."""
    document_id = Refund.objects.values_list("document_id", flat=True).get(pk=refund_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    refund = Refund.objects.select_for_update(no_key=True, of=("self",)).get(pk=refund_id)
    Purchase.objects.select_for_update(no_key=True, of=("self",)).get(pk=refund.purchase_id)
    return fresh(refund_id)


def require_state(refund: Refund, *states: str) -> None:
    """Raises Refused unless the refund is in one of the states."""
    if refund.state not in states:
        raise Refused(
            "refund_state",
            _("This refund is “%(state)s”.") % {"state": refund.get_state_display()},
            value=refund.state,
            remedy=_("Open it again: somebody went on with it."),
        )


def require_sound(refund: Refund) -> None:
    """Raises Refused while the POS's file tells otherwise than the paper the purchase was typed from."""
    if refund.purchase.state == Purchase.State.MISMATCH:
        raise Refused(
            "purchase_differs",
            _("The POS's file differs from the paper: %(what)s") % {"what": refund.purchase.mismatch},
            field="number",
            value=refund.purchase.number,
            remedy=_("The desk supervisor has to settle the difference first."),
        )
