"""A refund as the one who decides about it reads it."""

from dataclasses import dataclass
from itertools import groupby

from deskops.documents.models import Document
from deskops.org.models import Floor

from ..models import ExchangeLine, Holding, Purchase, Refund, RefundLine, RefundTender


@dataclass(frozen=True)
class AskedRefund:
    """Goods by floor and money by tender, of the rows that count."""

    refund: Refund
    goods: tuple[tuple[Floor, tuple[RefundLine, ...]], ...]
    taken: tuple[ExchangeLine, ...]
    tenders: tuple[RefundTender, ...]

    @property
    def unverified(self) -> bool:
        """Whether the purchase rests on its paper alone."""
        return self.refund.purchase.state == Purchase.State.UNVERIFIED

    @property
    def exception(self) -> str:
        """Why it doesn't go back the way it came, and to whose account; "" when it does."""
        found = self.refund
        if not found.exception:
            return ""
        told = (
            f"{one.out_words} · {one.payee_name} {one.payee_bank} …{one.payee_account[-4:]}"
            for one in self.tenders
            if one.is_exception
        )
        return " · ".join((str(found.get_exception_display()), *dict.fromkeys(told)))


def asked_refund(document: Document) -> AskedRefund:
    """The refund of a paper in four queries."""
    refund = Refund.objects.select_related("purchase", "pay_tender").get(document=document)
    alive = [Holding.NONE, Holding.RESERVED, Holding.FINAL]
    lines = RefundLine.objects.filter(refund=refund, holding__in=alive).select_related("line", "floor")
    ordered = lines.order_by("floor__code", "line__position")
    money = RefundTender.objects.filter(refund=refund, holding__in=alive).select_related(
        "tender", "out_tender"
    )
    return AskedRefund(
        refund,
        tuple((floor, tuple(rows)) for floor, rows in groupby(ordered, lambda row: row.floor)),
        tuple(ExchangeLine.objects.filter(refund=refund)),
        tuple(money.order_by("tender__sort", "pk")),
    )
