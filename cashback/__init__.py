"""The monthly cashback (返现)."""
