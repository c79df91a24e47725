"""Stored-value cards: the account, the plastic, and what was done with them."""

from .accounts import StoredValue, StoredValueCard
from .acts import CardAct

__all__ = ["CardAct", "StoredValue", "StoredValueCard"]
