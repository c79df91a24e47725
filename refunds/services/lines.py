"""The lines of a refund: so much of the goods comes back, or of their price without the goods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused

from ..models import Holding, PurchaseLine, Refund, RefundLine
from ..queries.rules import Rules, rules_of
from ..rules.goods import line_amount, price_amount
from ..wording import refused_words, rule_words

Condition = Refund.Condition


@dataclass(frozen=True)
class Chosen:
    """So much of one line of the purchase comes back, or ``overcharged`` yuan of its price and no goods."""

    line_id: int
    quantity: Decimal
    overcharged: Decimal = ZERO


def replace_lines(refund: Refund, goods: Sequence[Chosen], now: datetime) -> Decimal:
    """Write the lines of a draft anew; what they are worth in yuan. Part of an act, the refund locked.

    Where no goods come back at all the condition says so. Raises Refused as ``choose_goods`` does.
    """
    if not goods:
        raise Refused("no_goods", _("Choose the goods that come back."), field="goods")
    _settle_condition(refund, goods)
    wanted = {one.line_id: one for one in goods}
    found = PurchaseLine.objects.filter(purchase=refund.purchase, pk__in=wanted)
    lines = list(found.select_related("floor", "given_by"))
    if len(lines) != len(goods):
        raise Refused("goods_unknown", _("These goods are not on this receipt."), field="goods")
    rules = rules_of(refund.purchase, (line.category for line in lines))
    rows = [_row(refund, line, wanted[line.pk], rules, now) for line in lines]
    refund.lines.filter(holding=Holding.NONE).delete()
    RefundLine.objects.bulk_create(rows)
    return sum((row.amount for row in rows), ZERO)


def _settle_condition(refund: Refund, goods: Sequence[Chosen]) -> None:
    prices = [one for one in goods if one.overcharged]
    if prices:
        _require_price(refund, prices)
    if len(prices) == len(goods):
        refund.condition = Condition.KEPT
    elif refund.condition == Condition.KEPT:
        raise Refused("condition_missing", _("Say in what state the goods come back."), field="condition")


def _require_price(refund: Refund, prices: Sequence[Chosen]) -> None:
    """A price is given back of a refund for a wrong price, with the right one told, and never with goods."""
    if refund.reason != Refund.Reason.WRONG_PRICE or refund.purpose != Refund.Purpose.REFUND:
        raise Refused(
            "not_a_price",
            _("Only a refund for a wrong price gives money back without goods."),
            field="reason",
            value=refund.reason,
            remedy=_("Choose “wrong price”, or enter how much of the goods comes back."),
        )
    if any(one.quantity for one in prices):
        raise Refused(
            "goods_or_price",
            _("A line gives back goods or a part of its price, not both."),
            field="goods",
            remedy=_("What comes back is worth what is left of its price: leave one of the boxes empty."),
        )
    if not refund.words:
        raise Refused(
            "right_price_missing",
            _("Say which price was right, and where it stood."),
            field="words",
            remedy=_("The approver reads it: the shelf's label, the leaflet, the POS's file."),
        )


def _row(refund: Refund, line: PurchaseLine, chosen: Chosen, rules: Rules, now: datetime) -> RefundLine:
    if line.floor is None:
        raise Refused(
            "floor_missing",
            _("The POS doesn't say which floor sold “%(goods)s”.") % {"goods": line.name},
            field="goods",
            value=line.position,
            remedy=_("Ask the administrator to enter the store's floors, then import the receipt again."),
        )
    found = rules.judge(line, refund, refund.purchase.bought_at, now)
    if not (found.exchange if refund.purpose == Refund.Purpose.EXCHANGE else found.refund):
        raise refused_words(line, found)
    return RefundLine(
        refund=refund,
        line=line,
        floor=line.floor,
        quantity=chosen.quantity,
        amount=_price(line, chosen.overcharged) if chosen.overcharged else worth(line, chosen.quantity),
        rule=rule_words(found, exchange=refund.purpose == Refund.Purpose.EXCHANGE),
    )


def worth(line: PurchaseLine, quantity: Decimal) -> Decimal:
    """What so much of a line is worth in yuan after all that is back or asked for. Raises Refused."""
    return line_amount(
        paid=line.amount,
        bought=line.quantity,
        refunded=line.returned_amount + line.reserved_amount,
        returned=line.returned + line.reserved,
        quantity=quantity,
        overcharged=line.overcharged,
    )


def _price(line: PurchaseLine, overcharged: Decimal) -> Decimal:
    return price_amount(
        overcharged, paid=line.amount, refunded=line.returned_amount + line.reserved_amount, name=line.name
    )


def is_still_worth(row: RefundLine) -> bool:
    """Whether a chosen line is still what it was; false once another refund of the line came between."""
    if row.quantity:
        return row.amount == worth(row.line, row.quantity)
    return row.amount <= row.line.amount - row.line.returned_amount - row.line.reserved_amount
