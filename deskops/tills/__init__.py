"""Shifts, denominations, blind counts, the day sheet."""
