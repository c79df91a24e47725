"""The trade in stored-value cards: limits, what may pay, how a redemption is split. Pure functions.

Every figure is a dated setting and comes in as a parameter; the refusals name the rule it comes from.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.dated import Dated
from deskops.core.money import ZERO, format_money, round_to
from deskops.core.refusals import Refused

NUMBER = re.compile(r"[0-9A-Z]{6,20}")


def card_number(raw: str) -> str:
    """A stored-value card's number as stored: 6 to 20 capital letters and digits.

    Raises Refused for anything else.
    """
    number = raw.strip().replace(" ", "").upper()
    if not NUMBER.fullmatch(number):
        raise Refused(
            "card_number",
            _("This is no card number."),
            field="card_number",
            value=raw[:40],
            remedy=_("Scan the card, or type its 6 to 20 letters and digits."),
        )
    return number


def positive(amount: Decimal, field: str = "amount") -> Decimal:
    """The amount; raises Refused when it is nothing or less."""
    if amount <= ZERO:
        raise Refused("amount", _("The amount must be more than nothing."), field=field, value=amount)
    return amount


def within_limit(*, balance: Decimal, added: Decimal, limit: Dated) -> None:
    """A registered card holds no more than the limit, also after a top-up or a refund.

    单用途商业预付卡管理办法（试行）第十八条. Raises Refused with what still fits.
    """
    if balance + added > limit.yuan:
        raise Refused(
            "card_limit",
            _("A card may hold %(limit)s yuan at most; %(room)s yuan still fit. Rule: %(rule)s.")
            % {
                "limit": format_money(limit.yuan),
                "room": format_money(max(ZERO, limit.yuan - balance)),
                "rule": limit.source,
            },
            field="amount",
            value=added,
            remedy=_("Take a smaller amount."),
        )


def not_in_cash(*, amount: Decimal, is_cash: bool, is_unit: bool, unit: Dated, person: Dated) -> None:
    """One purchase of a unit from 5,000 yuan, of a person from 50,000 yuan, is paid by transfer.

    单用途商业预付卡管理办法（试行）第十六条; 国办发〔2011〕25号. Raises Refused.
    """
    limit = unit if is_unit else person
    if is_cash and amount >= limit.yuan:
        raise Refused(
            "transfer_required",
            _("From %(limit)s yuan a purchase is paid by bank transfer. Rule: %(rule)s.")
            % {"limit": format_money(limit.yuan), "rule": limit.source},
            field="tender",
            value=amount,
            remedy=_("Take a transfer and enter both accounts."),
        )


def split_redemption(*, paid: Decimal, principal: Decimal, bonus: Decimal) -> tuple[Decimal, Decimal]:
    """How a redemption divides: the principal first, then the bonus; (principal, bonus), both ≥ 0.

    The card's own conditions say which goes first; ours spend the customer's own money first, so that
    the bonus is what remains. Raises Refused when the card holds less.
    """
    if paid > principal + bonus:
        held = principal + bonus
        raise Refused(
            "card_short",
            _("The card holds %(held)s yuan, %(lacks)s yuan too little.")
            % {"held": format_money(held), "lacks": format_money(paid - held)},
            field="amount",
            value=paid,
            remedy=_("Take the rest by another tender, or top the card up."),
        )
    from_principal = min(paid, principal)
    return from_principal, paid - from_principal


def split_refund(
    *, amount: Decimal, from_principal: Decimal, from_bonus: Decimal, back: Decimal, back_bonus: Decimal
) -> tuple[Decimal, Decimal]:
    """How a refund to a card divides; (principal, bonus), both ≥ 0, their sum is ``amount``.

    ``from_*`` is what the card gave for the purchase, ``back`` what came back of it already and how
    much of that was bonus, in yuan. The bonus comes back in the proportion in which it was taken,
    rounded half up over all that is back by now, so that the last refund takes the rest to the fen.
    What is more than the card gave (spent elsewhere) is principal. Source: 法释〔2025〕4号第十八条, bonus
    and principal are kept apart.
    """
    taken = from_principal + from_bonus
    within = min(amount, max(ZERO, taken - back))
    if not from_bonus or not within:
        return amount, ZERO
    owed = round_to(from_bonus * (back + within) / taken) - back_bonus
    bonus = min(max(ZERO, owed), within)
    return amount - bonus, bonus


def price(*, listed: Decimal, paid: Decimal) -> None:
    """The price before discount is not below what was paid. Raises Refused."""
    if listed < paid:
        raise Refused(
            "price_below_paid",
            _("The price before discount is below what was paid."),
            field="listed",
            value=listed,
            remedy=_("Enter the price on the label."),
        )
