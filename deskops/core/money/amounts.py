"""Exact amounts: making one, rounding one, writing one in figures."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation

FEN = Decimal("0.01")
JIAO = Decimal("0.1")
ZERO = Decimal("0.00")
LIMIT = Decimal(10) ** 12
"""Amounts stay below this many yuan, either side of zero; the database checks it too."""

_EXACT = Context(prec=28, traps=[Inexact, InvalidOperation])
_WIDE = Context(prec=60)
_FIGURES = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def yuan(value: Decimal | int | str) -> Decimal:
    """The same amount with exactly two places; nothing is rounded, minus zero is zero.

    Raises ValueError for a float, for anything but plain figures, for a third decimal place that
    isn't zero and for an amount of `LIMIT` or more.
    """
    amount = _decimal(value)
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise ValueError(f"no amount of money: {value!r}")
    try:
        return amount.quantize(FEN, context=_EXACT) if amount else ZERO
    except (Inexact, InvalidOperation):
        raise ValueError(f"more than two decimal places: {value!r}") from None


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _FIGURES.fullmatch(value):
        return Decimal(value)
    raise ValueError(f"no amount of money: {value!r}")


def round_to(amount: Decimal, step: Decimal = FEN, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`amount` to a whole number of `step` (a fen, a jiao), half away from zero unless told otherwise.

    The only place where money is rounded. The result has two places.
    """
    return yuan(amount.quantize(step, rounding=rounding, context=_WIDE))


def format_money(amount: Decimal | int) -> str:
    """Figures for people: thousands separated, two places, U+2212 before a negative amount."""
    figures = f"{yuan(amount):,.2f}"
    return figures.replace("-", "\N{MINUS SIGN}")
