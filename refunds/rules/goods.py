"""What goods that come back are worth, by quantity."""

from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO, format_money, round_to
from deskops.core.refusals import Refused


def line_amount(
    *,
    paid: Decimal,
    bought: Decimal,
    refunded: Decimal,
    returned: Decimal,
    quantity: Decimal,
    overcharged: Decimal = ZERO,
) -> Decimal:
    """What ``quantity`` more of a line is worth in yuan, never below zero.

    The line cost ``paid`` yuan for ``bought`` pieces or kilograms, and ``returned`` of them, worth
    ``refunded``, went back already: worth by this function, before anything was deducted for gifts or
    cashback. All that is back by now is worth its share of ``paid`` rounded half up, and the return
    is that less ``refunded``, so the last return takes the rest to the fen. Of ``refunded`` so much as
    ``overcharged`` went back of the price, without goods: the line has cost that much less. Source:
    spec 3, the rule that governs all of it. Raises Refused ``no_quantity`` for nothing, ``too_many``
    for more than is left of the line.
    """
    _check_quantity(quantity, left=bought - returned)
    worth = round_to((paid - overcharged) * (returned + quantity) / bought)
    return max(ZERO, worth - (refunded - overcharged))


def _check_quantity(quantity: Decimal, *, left: Decimal) -> None:
    if quantity <= 0:
        raise Refused(
            "no_quantity",
            _("The quantity that comes back must be more than nothing."),
            field="quantity",
            value=quantity,
            remedy=_("Enter how much of this line comes back, or leave the line out."),
        )
    if quantity > left:
        raise Refused(
            "too_many",
            _("Only %(left)s of this line can still come back.")
            % {"left": f"{max(left, ZERO).normalize():f}"},
            field="quantity",
            value=quantity,
            remedy=_("Enter a smaller quantity, or look at the earlier refunds of this purchase."),
        )


def price_amount(overcharged: Decimal, *, paid: Decimal, refunded: Decimal, name: str = "") -> Decimal:
    """The yuan given back of a line's price while the goods stay with the customer.

    The line cost ``paid`` yuan, of which ``refunded`` have gone back or are asked for, with goods or
    without: more than the rest never goes back. Source: 价格法第四十一条, what was charged too much is given
    back. Raises Refused ``too_much``.
    """
    left = max(ZERO, paid - refunded)
    if not ZERO < overcharged <= left:
        raise Refused(
            "too_much",
            _("Of “%(goods)s” at most %(left)s yuan can go back.")
            % {"goods": name, "left": format_money(left)},
            field="goods",
            value=overcharged,
            remedy=_("Enter what was paid too much, or look at the earlier refunds of this purchase."),
        )
    return overcharged
