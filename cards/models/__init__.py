"""Stored-value cards: the account, the plastic, and what was done with them."""

from .accounts import StoredValue, StoredValueCard
from .acts import CardAct
from .closings import Closing
from .collected import CollectedCard, Destruction
from .holders import HolderChange

__all__ = [
    "CardAct",
    "Closing",
    "CollectedCard",
    "Destruction",
    "HolderChange",
    "StoredValue",
    "StoredValueCard",
]
