"""Whether a refund holds something of a receipt: what was asked for can't be voided at the POS as well."""

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.org.models import Store
from deskops.tills.models import Tender

from ..models import Purchase, PurchaseTender


def require_nothing_held(*, store: Store, number: str) -> None:
    """Raises Refused ``refund_held`` when a refund asked for or got stored value of this receipt.

    The purchase stays locked until the caller's transaction ends, so that none is asked for meanwhile.
    """
    rows = Purchase.objects.select_for_update(no_key=True, of=("self",)).filter(store=store, number=number)
    purchases = list(rows.order_by("pk").values_list("pk", flat=True)) if number else []
    held = PurchaseTender.objects.filter(purchase__in=purchases, tender__code=Tender.STORED_VALUE)
    if any(one.reserved + one.refunded > ZERO for one in held):
        raise Refused(
            "refund_held",
            _("The desk is refunding receipt %(number)s.") % {"number": number},
            field="operation",
            value=number,
            remedy=_("Let the desk finish or cancel its refund first."),
        )
