"""A refund begins: the purchase is found or typed, the store is the one that sold it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff, Store
from deskops.receipts.models import Receipt
from members.models import MemberCard

from ..models import Purchase, Refund
from .locking import fresh
from .purchases import Typed, purchase_from, type_in


def open_refund(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    receipt_id: int | None = None,
    typed: Typed | None = None,
    purchase_id: int | None = None,
    purpose: Refund.Purpose = Refund.Purpose.REFUND,
    origin: Document | None = None,
) -> Refund:
    """Begin a refund or exchange of an imported receipt, or of one typed from the paper, now or before.

    ``purchase_id`` is a purchase that refunds know already, typed for an earlier one; ``store`` is
    where the clerk stands, ``origin`` the paper it comes from (a complaint). Raises Refused: goods of
    another store (its name is told), nothing left to give back, and what ``type_in`` refuses;
    ValueError unless exactly one of the three is given.
    """
    if [receipt_id, typed, purchase_id].count(None) != 2:
        raise ValueError("a refund is of a receipt found, of one typed, or of a purchase known already")
    asked = {
        "receipt": receipt_id,
        "typed": typed.asked if typed else None,
        "purchase": purchase_id,
        "purpose": purpose,
        "store": store.pk,
        "origin": origin.pk if origin else None,
    }
    with act(request_key=request_key, by=by, name="refunds.open", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return fresh(Refund.objects.get(document=running.reserved).pk)
        purchase = (
            Purchase.objects.select_related("store").get(pk=purchase_id, store=store)
            if purchase_id
            else _purchase(receipt_id, typed, store, by, now)
        )
        document = begin_document(
            pk=running.reserved,
            kind="refund",
            store=store,
            by=by,
            now=now,
            member_id=_member_of(purchase),
            amount=ZERO,
            state=Refund.State.DRAFT,
            origin=origin,
        )
        refund = Refund.objects.create(document=document, purchase=purchase, purpose=purpose)
        file_document(document)
        return fresh(refund.pk)


def _purchase(
    receipt_id: int | None, typed: Typed | None, store: Store, by: Staff, now: datetime
) -> Purchase:
    if typed:
        return type_in(typed=typed, store=store, by=by, now=now)
    receipt = Receipt.objects.select_related("store").get(pk=receipt_id or 0)
    if receipt.store_id != store.pk:
        raise Refused(
            "sold_elsewhere",
            _("These goods were sold at %(store)s.") % {"store": receipt.store},
            field="number",
            value=receipt.number,
            remedy=_("Goods go back in the store that sold them; tell the customer which one."),
        )
    return purchase_from(receipt)


def _member_of(purchase: Purchase) -> int | None:
    if not purchase.card_number:
        return None
    cards = MemberCard.objects.filter(number=purchase.card_number)
    return cards.values_list("member_id", flat=True).first()
