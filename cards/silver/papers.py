"""The record of destroyed cards (会员卡回收销毁记录)."""

from django.utils.translation import gettext_lazy as _

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import Column, Field, Kind, Letterhead, Paper, Size, Table
from deskops.papers.queries import sign_places

from ..models import Destruction


def destruction_paper(document: Document) -> Paper:
    """Each card by its last 4, and both who destroyed them."""
    made = Destruction.objects.select_related("by", "second").get(document=document)
    cards = made.cards.select_related("act__document", "card").order_by("pk")
    return Paper(
        title=_("Collected member cards destroyed"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Cards counted together"), made.counted),
            Field(_("Destroyed by"), f"{made.by}、{made.second}"),
        ],
        tables=[
            Table(
                [
                    Column(_("Card"), Kind.CODE),
                    Column(_("Collected on"), Kind.CODE),
                    Column(_("Document"), Kind.CODE),
                ],
                [(f"…{one.card.number[-4:]}", one.collected_on, one.act.document.number) for one in cards],
            )
        ],
        sign=sign_places(
            document,
            {Signature.Role.CLERK: _("Destroyed by"), Signature.Role.WITNESS: _("and by")},
        ),
        size=Size.A4,
    )
