"""What cashback prints beside its handoffs: the receipt that the customer signs."""

from django.utils.translation import gettext as _

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Size, Table, Total
from deskops.papers.queries import sign_places

from .models import Payout


def receipt_paper(document: Document) -> Paper:
    """返现收据: how the amount came about, in which notes it was paid, signed by who took it."""
    payout = Payout.objects.select_related("line__member", "line__cycle").get(document=document)
    line = payout.line
    return Paper(
        title=_("Cashback receipt"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[one for one in _fields(payout) if one.value not in ("", None)],
        tables=[
            Table(
                columns=[
                    Column(_("Face (yuan)")),
                    Column(_("Pieces"), Kind.COUNT),
                    Column(_("Amount"), Kind.MONEY, summed=True),
                ],
                rows=[
                    (f"{one.face.normalize():f}", one.pieces, one.face * one.pieces)
                    for one in payout.pieces.order_by("-face")
                ],
            )
        ],
        totals=[Total(_("Cashback paid"), line.amount, capitals=True)],
        sign=sign_places(document, {Signature.Role.CUSTOMER: _("Signature of who takes the cash")}),
        size=Size.SLIP,
    )


def _fields(payout: Payout) -> list[Field]:
    line = payout.line
    seen = str(payout.get_identified_display())
    return [
        Field(_("Member"), line.member.name),
        Field(_("Member card"), f"…{line.card_number[-4:]}" if line.card_number else ""),
        Field(_("Cashback of"), line.cycle.code),
        Field(_("Purchases"), line.purchases - line.returned if line.purchases else None),
        Field(_("Rate"), f"{line.rate:.2%}" if line.purchases else ""),
        Field(_("Owed from before"), line.brought or None),
        Field(_("Correction"), line.correction or None),
        Field(_("Changed by exception"), line.added or None),
        Field(_("Identity"), f"{seen} {payout.identity_words}".strip(), wide=True),
        Field(_("Collected by"), payout.collector),
    ]
