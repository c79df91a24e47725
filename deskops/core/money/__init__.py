"""Money: Decimal yuan with two places, one currency, one rounding function.

Amounts are exact. Whatever has a third decimal place or comes as a binary float is refused, never
rounded on the way: rounding is an act of its own, `round_to`, and cash has its own rule, `round_cash`.
"""

from .amounts import FEN, JIAO, LIMIT, ZERO, format_money, round_to, yuan
from .capitals import capitals
from .cash import DENOMINATIONS, CashRounding, break_down, round_cash
from .fields import MoneyField, MoneyFormField

__all__ = [
    "DENOMINATIONS",
    "FEN",
    "JIAO",
    "LIMIT",
    "ZERO",
    "CashRounding",
    "MoneyField",
    "MoneyFormField",
    "break_down",
    "capitals",
    "format_money",
    "round_cash",
    "round_to",
    "yuan",
]
