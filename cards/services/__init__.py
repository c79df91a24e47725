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
from .refunding import refund_to_card, take_from_card
from .reversing import reverse_act

__all__ = [
    "ask_statement",
    "done",
    "freeze",
    "redeem",
    "refund_to_card",
    "replace_lost",
    "replace_member_card",
    "report_lost",
    "report_member_card_lost",
    "reverse_act",
    "sell_card",
    "take_from_card",
    "top_up",
    "unfreeze",
]
