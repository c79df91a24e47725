"""Taking a refund and its purchase for oneself until the act ends."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.core.statements import Side, first_row
from deskops.documents.models import Document
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender

from ..models import Purchase, Refund

REFUND, PAPER, PURCHASE = Side(Refund, "r"), Side(Document, "d"), Side(Purchase, "p")
STORE, SOLD_BY, MAKER = Side(Store, "s"), Side(Store, "ps"), Side(Staff, "m")
SIGHTED_BY, PAY_TENDER = Side(Staff, "w"), Side(Tender, "t")
FRESH = f"""
SELECT {REFUND}, {PAPER}, {PURCHASE}, {STORE}, {SOLD_BY}, {MAKER}, {SIGHTED_BY}, {PAY_TENDER}
FROM refunds_refund r
JOIN documents_document d ON d.id = r.document_id
JOIN refunds_purchase p ON p.id = r.purchase_id
JOIN org_store s ON s.id = d.store_id
JOIN org_store ps ON ps.id = p.store_id
JOIN org_staff m ON m.id = d.maker_id
LEFT JOIN org_staff w ON w.id = p.sighted_by_id
LEFT JOIN tills_tender t ON t.id = r.pay_tender_id
WHERE r.id = %s
"""  # noqa: S608

# Each inner query takes its row before the outer one looks for its own: paper, refund, purchase.
LOCK = """
SELECT id FROM refunds_purchase WHERE id = (
    SELECT purchase_id FROM refunds_refund WHERE id = %(refund)s AND document_id = (
        SELECT id FROM documents_document
        WHERE id = (SELECT document_id FROM refunds_refund WHERE id = %(refund)s) FOR NO KEY UPDATE
    ) FOR NO KEY UPDATE
) FOR NO KEY UPDATE
"""


def fresh(refund_id: int) -> Refund:
    """A refund with what every page and paper of it shows."""
    row = first_row(FRESH, [refund_id])
    if row is None:
        raise Refund.DoesNotExist
    refund = REFUND.read(row)
    refund.document, refund.purchase = PAPER.read(row), PURCHASE.read(row)
    refund.document.store, refund.purchase.store = STORE.read(row), SOLD_BY.read(row)
    refund.document.maker = MAKER.read(row)
    sighted_by, pay_tender = SIGHTED_BY.read(row), PAY_TENDER.read(row)
    if refund.purchase.sighted_by_id:
        refund.purchase.sighted_by = sighted_by
    if refund.pay_tender_id:
        refund.pay_tender = pay_tender
    return refund


def lock_refund(refund_id: int) -> Refund:
    """The refund, its paper and its purchase locked in the house's order, read after the locks are held."""
    if first_row(LOCK, {"refund": refund_id}) is None:
        raise Refund.DoesNotExist
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
