"""Parts that the papers of refunds share."""

from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.documents.models import Document
from deskops.papers.paper import Column, Kind, Letterhead

from ..models import Purchase, RefundTender


def letterhead(document: Document) -> Letterhead:
    """The company and store that issue a paper."""
    return Letterhead(document.store.company, document.store.name)


def receipt_words(purchase: Purchase) -> str:
    """The receipt's number with its POS; that it was typed from the paper, where it was."""
    words = f"{purchase.number} · POS {purchase.pos}".removesuffix(" · POS ")
    if purchase.sighted_by is None:
        return words
    seen = _("not verified, paper seen by %(by)s") % {"by": purchase.sighted_by}
    return f"{words} ({seen})"


def reason_words(reason: str, condition: str, words: str) -> str:
    """Why the goods come back, in what state, and what the customer says of it."""
    return " · ".join(part for part in (reason, condition, words) if part)


def quantity_words(quantity: Decimal) -> str:
    """2, or 1.235 for what is weighed."""
    return f"{quantity.normalize():f}"


def tail(number: str) -> str:
    """The last four of a card or account; the whole number never goes on a paper."""
    return f"…{number[-4:]}" if number else ""


def money_words(money: RefundTender) -> str:
    """By which tender the money goes back, to which card, how; and by which it was paid, if another."""
    if money.is_exception:
        paid, out = money.tender, money.out_tender
        return _("%(out)s, by exception (paid by %(paid)s)") % {"out": out, "paid": paid}
    card = tail(money.credited or money.card)
    way = "" if money.way == RefundTender.Way.COUNTER else money.get_way_display()
    return " · ".join(part for part in (f"{money.tender} {card}".strip(), way) if part)


def goods_columns() -> list[Column]:
    """Floor, barcode, goods, quantity: what every list of goods begins with."""
    return [
        Column(_("Floor")),
        Column(_("Barcode"), Kind.CODE),
        Column(_("Goods"), weight=3),
        Column(_("Quantity"), Kind.COUNT),
    ]


def cash_words(rounding: Decimal, amount: Decimal) -> str:
    """What went over the counter where cash was rounded to the jiao, else nothing."""
    if rounding == ZERO:
        return ""
    return _("%(paid)s in cash") % {"paid": f"{amount + abs(rounding):.2f}"}
