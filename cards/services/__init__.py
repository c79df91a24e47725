"""What is done with cards at the desk, one function per act."""

from .money import done, redeem, sell_card, top_up
from .plastic import (
    ask_statement,
    freeze,
    replace_lost,
    replace_member_card,
    report_lost,
    report_member_card_lost,
    unfreeze,
)

__all__ = [
    "ask_statement",
    "done",
    "freeze",
    "redeem",
    "replace_lost",
    "replace_member_card",
    "report_lost",
    "report_member_card_lost",
    "sell_card",
    "top_up",
    "unfreeze",
]
