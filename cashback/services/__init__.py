"""The acts of the cashback month, and what cashback answers to the workflows above it."""

from .boxes import close_turn, count_turn, open_turn
from .calling import call_next, record_call
from .closing import close_cycle
from .correcting import correct_next, earned_by
from .cycles import open_cycle
from .drawing import draw_cash
from .exceptions import ask_again, ask_exception
from .listing import compute_list, read_list, take_list
from .passing import pass_box
from .paying import Collector, Identity, Upgrade, pay_line
from .returning import give_back
from .sending import send_list

__all__ = [
    "Collector",
    "Identity",
    "Upgrade",
    "ask_again",
    "ask_exception",
    "call_next",
    "close_cycle",
    "close_turn",
    "compute_list",
    "correct_next",
    "count_turn",
    "draw_cash",
    "earned_by",
    "give_back",
    "open_cycle",
    "open_turn",
    "pass_box",
    "pay_line",
    "read_list",
    "record_call",
    "send_list",
    "take_list",
]
