"""取货单: the returned goods of one floor, signed for by its supervisor."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import DESK, Column, Field, Kind, Paper, Sign, Size, Table
from deskops.papers.queries import sign_places

from ..models import Holding, Pickup, Refund
from ..queries.voucher import customer_of
from ..services.locking import fresh
from .parts import goods_columns, letterhead, quantity_words, reason_words, receipt_words

FLOOR = pgettext_lazy("copy of a form", "floor copy")


def pickup_paper(document: Document) -> Paper:
    """The goods that wait for a floor, or that it has collected."""
    pickup = Pickup.objects.select_related("floor").get(document=document)
    refund = fresh(pickup.refund_id)
    return Paper(
        title=_("Pick-up slip for returned goods"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        subtitle=str(pickup.floor),
        fields=_fields(pickup, refund),
        tables=[_goods(pickup, refund)],
        notes=[_("The floor collects the goods on the same business date; later ones are listed as late.")],
        sign=[
            Sign(_("Handed over by the desk"), str(document.maker)),
            *sign_places(document, {Signature.Role.RECEIVER: _("Floor supervisor's signature")}),
        ],
        copies=[DESK, FLOOR],
        size=Size.TRIPLICATE,
    )


def _fields(pickup: Pickup, refund: Refund) -> list[Field]:
    reason = reason_words(str(refund.get_reason_display()), str(refund.get_condition_display()), refund.words)
    return [
        Field(_("Floor"), str(pickup.floor)),
        Field(refund.get_purpose_display(), refund.document.number),
        Field(_("Returned by"), customer_of(refund) or _("customer without a member card")),
        Field(_("Receipt"), receipt_words(refund.purchase)),
        Field(_("Returned at"), refund.paid_at),
        Field(_("Collected at"), pickup.collected_at or ""),
        Field(_("Reason"), reason, wide=True),
    ]


def _goods(pickup: Pickup, refund: Refund) -> Table:
    lines = refund.lines.filter(floor=pickup.floor, holding=Holding.FINAL, quantity__gt=0)
    return Table(
        columns=[*goods_columns()[1:], Column(_("Amount"), Kind.MONEY, summed=True)],
        rows=[
            (one.line.barcode, one.line.name, quantity_words(one.quantity), one.amount)
            for one in lines.select_related("line").order_by("line__position")
        ],
        total=True,
    )
