"""Drawers, shifts, counts, how papers were paid, float, day sheets."""

from .counts import Count, CountLine, PosReading
from .floats import FloatMove
from .payments import Payment, Tender
from .sheets import DaySheet, DaySheetTick
from .tills import Difference, Shift, Till

__all__ = [
    "Count",
    "CountLine",
    "DaySheet",
    "DaySheetTick",
    "Difference",
    "FloatMove",
    "Payment",
    "PosReading",
    "Shift",
    "Tender",
    "Till",
]
