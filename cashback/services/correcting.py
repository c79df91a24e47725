"""Goods that come back: what they had earned, and the correction of the next list.

A refund never keeps cashback back: the next cycle corrects it, and a negative line is carried, never
collected (spec 3 and 4). So the same yuan is taken back once.
"""

from datetime import date
from decimal import Decimal

from deskops.core.money import ZERO
from deskops.documents.models import Document

from .. import sql
from ..models import Cycle, Line
from ..rules import taken_back
from .common import run


def earned_by(*, card_number: str, bought_on: date, amount: Decimal) -> Decimal:
    """The yuan of cashback that ``amount`` of a purchase had earned in a list that was booked.

    Zero while no list counted the purchase: then it simply comes off. For showing at a refund: the next
    list corrects it (``correct_next``), a refund keeps nothing back.
    """
    if not card_number:
        return ZERO
    line = (
        Line.objects.filter(
            member__cards__number=card_number,
            cycle__base_first__lte=bought_on,
            cycle__base_last__gte=bought_on,
            earned__gt=0,
        )
        .exclude(cycle__state=Cycle.State.LISTING)
        .order_by("-cycle")
        .first()
    )
    return min(taken_back(amount, line.rate), line.earned) if line else ZERO


def correct_next(
    *, document: Document, card_number: str, bought_on: date, returned_on: date, amount: Decimal
) -> None:
    """Note that goods of a member's purchase came back for money, for the list that comes next.

    ``amount`` is what of it had counted as a purchase, without bonus money; nothing happens for none or
    for a purchase without a member card. Part of the refund's act, once per its paper.
    """
    if not card_number or amount <= ZERO:
        return
    run(
        sql.RETURNED,
        document=document.pk,
        card=card_number,
        bought_on=bought_on,
        returned_on=returned_on,
        amount=amount,
    )
