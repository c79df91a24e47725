"""Drawers, shifts, counts, and how papers were paid."""

from .counts import Count, CountLine, PosReading
from .payments import Payment, Tender
from .tills import Difference, Shift, Till

__all__ = ["Count", "CountLine", "Difference", "Payment", "PosReading", "Shift", "Tender", "Till"]
