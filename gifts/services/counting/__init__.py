"""Counts of gifts, one function per act."""

from .common import AFTER_CAMPAIGN, PAPER, fresh, lock_count
from .counting import add_gift, close_count, enter, start_count
from .planning import after_campaigns, cancel_count, plan_count
from .recounting import order_recount, recount
from .reviewing import REPORT, ask_count, count_decided, differing, lines_of, take_back_ask

__all__ = [
    "AFTER_CAMPAIGN",
    "PAPER",
    "REPORT",
    "add_gift",
    "after_campaigns",
    "ask_count",
    "cancel_count",
    "close_count",
    "count_decided",
    "differing",
    "enter",
    "fresh",
    "lines_of",
    "lock_count",
    "order_recount",
    "plan_count",
    "recount",
    "start_count",
    "take_back_ask",
]
