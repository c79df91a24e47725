"""Cash: what can be paid in notes and coins."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from .amounts import JIAO, ZERO, round_to, yuan

DENOMINATIONS = tuple(Decimal(face) for face in ("100", "50", "20", "10", "5", "1", "0.5", "0.1"))
"""Notes and coins a till counts, in yuan, the largest first."""


class CashRounding(models.TextChoices):
    """How cash taken is brought to the jiao: the value of the dated setting."""

    NEAREST = "nearest", _("to the nearest jiao, five fen upwards")
    DOWN = "down", _("down to the jiao, the fen are let off")


def round_cash(amount: Decimal, rule: str, *, pays: bool) -> tuple[Decimal, Decimal]:
    """The cash for `amount` of at least zero, and the difference `cash - amount` to be booked.

    `pays`: the desk pays the customer. Then the fen always round up whatever the rule, since a
    refund never rounds against the customer (spec 3: 41.66 is paid as 41.70, 0.04 to rounding).
    Cash taken follows `rule`, a value of `CashRounding`. Raises ValueError for a negative amount
    or an unknown rule.
    """
    due = _positive(amount)
    taken = {CashRounding.NEAREST: ROUND_HALF_UP, CashRounding.DOWN: ROUND_DOWN}[CashRounding(rule)]
    cash = round_to(due, JIAO, ROUND_UP if pays else taken)
    return cash, cash - due


def break_down(amount: Decimal) -> dict[Decimal, int]:
    """The fewest notes and coins that make `amount`, by denomination, none with a count of zero.

    With these faces taking the largest first is the fewest (proved against every smaller sum in the
    tests). Raises ValueError for fen and for a negative amount.
    """
    rest = _positive(amount)
    if rest % JIAO:
        raise ValueError(f"not payable in cash, the smallest coin is one jiao: {amount}")
    counts: dict[Decimal, int] = {}
    for face in DENOMINATIONS:
        count, rest = divmod(rest, face)
        if count:
            counts[face] = int(count)
    return counts


def _positive(amount: Decimal) -> Decimal:
    exact = yuan(amount)
    if exact < ZERO:
        raise ValueError(f"cash is counted, never negative: {amount}")
    return exact
