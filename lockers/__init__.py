"""Lockers, deposits, lost and found (寄存)."""
