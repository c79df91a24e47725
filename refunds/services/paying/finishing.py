"""When all of its money has moved a refund is paid: goods final, exchange goods bought, floors to collect."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Max, Sum

from cards.models import CardAct
from cashback.services import correct_next
from deskops.core.money import ZERO
from deskops.documents.models import Document
from deskops.org.models import Staff
from gifts.services import reclaiming

from ...models import Holding, PurchaseLine, PurchaseTender, Refund, RefundTender
from ..asking import move
from ..pickups import wait_for_floors


def finish(refund: Refund, rows: Sequence[RefundTender], by: Staff, now: datetime) -> list[Document]:
    """Finish a refund once nothing of its money is left; else nothing happens.

    Part of an act with refund and money locked; returns the papers to be filed, one for each floor
    whose goods wait.
    """
    counting = [row for row in rows if row.holding != Holding.RELEASED]
    if any(row.holding != Holding.FINAL for row in counting) or (
        refund.to_pay and not refund.pay_document_id
    ):
        return []
    for line in refund.lines.filter(holding=Holding.RESERVED).order_by("line_id"):
        line.holding = Holding.FINAL
        line.save(update_fields=["holding"])
    _give(refund)
    _pay(refund)
    reclaiming.take_back(document=refund.document, by=by, now=now)
    refund.paid_at = now
    _correct_cashback(refund, counting)
    move(refund, Refund.State.PAID, "paid_at")
    return wait_for_floors(refund, by, now)


def _give(refund: Refund) -> None:
    """Goods taken in exchange are goods of the purchase from now on: they may come back as well."""
    if refund.purpose != Refund.Purpose.EXCHANGE:
        return
    last = refund.purchase.lines.aggregate(last=Max("position"))["last"] or 0
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase=refund.purchase,
            position=position,
            barcode=one.barcode,
            name=one.name,
            category=one.category,
            floor_id=one.floor_id,
            quantity=one.quantity,
            price=one.price,
            amount=one.amount,
            given_by=refund,
        )
        for position, one in enumerate(refund.taken.order_by("position"), start=last + 1)
    )


def _pay(refund: Refund) -> None:
    """The difference the customer paid is paid for the purchase by its tender."""
    if not refund.to_pay or refund.pay_tender is None:
        return
    paid = PurchaseTender.objects.filter(purchase=refund.purchase, tender=refund.pay_tender)
    if not paid.update(paid=F("paid") + refund.to_pay):
        PurchaseTender.objects.create(purchase=refund.purchase, tender=refund.pay_tender, paid=refund.to_pay)


def _correct_cashback(refund: Refund, rows: Sequence[RefundTender]) -> None:
    """What came back and had counted as the member's purchase: not bonus money, not what was exchanged."""
    purchase = refund.purchase
    if not purchase.card_number:
        return
    credited = [row.document_id for row in rows if row.document_id and row.credited]
    given = CardAct.objects.filter(document__in=credited, kind=CardAct.Kind.REFUND)
    bonus = given.aggregate(sum=Sum("bonus", default=ZERO))["sum"] if credited else ZERO
    correct_next(
        document=refund.document,
        card_number=purchase.card_number,
        bought_on=purchase.bought_on,
        returned_on=purchase.store.business_date(refund.paid_at or purchase.bought_at),
        amount=refund.goods_amount - refund.taken_amount - bonus,
    )
