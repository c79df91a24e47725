"""The acts at a till, and the plain functions by which other workflows are paid."""

from .differences import explain_again
from .payments import (
    NO_DETAILS,
    Leg,
    PaymentDetails,
    cash_rounding,
    merged,
    payment_entry,
    require_shift,
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
    "make_till",
    "merged",
    "open_shift",
    "payment_entry",
    "read_pos",
    "require_shift",
    "seed_tenders",
    "take_payment",
    "tender_account",
]
