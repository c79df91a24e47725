"""The acts at a till, and the plain functions by which other workflows are paid."""

from .day_sheets import file_day_sheet, tick
from .differences import explain_again
from .floats import give_float, return_float
from .handover import hand_over
from .payments import (
    NO_DETAILS,
    Leg,
    PaymentDetails,
    cash_rounding,
    merged,
    payment_entry,
    require_shift,
    take_at_pos,
    take_payment,
    tender_account,
)
from .setup import make_till, seed_tenders
from .shifts import close_shift, count_blind, open_shift, read_pos

__all__ = [
    "NO_DETAILS",
    "Leg",
    "PaymentDetails",
    "cash_rounding",
    "close_shift",
    "count_blind",
    "explain_again",
    "file_day_sheet",
    "give_float",
    "hand_over",
    "make_till",
    "merged",
    "open_shift",
    "payment_entry",
    "read_pos",
    "require_shift",
    "return_float",
    "seed_tenders",
    "take_at_pos",
    "take_payment",
    "tender_account",
    "tick",
]
