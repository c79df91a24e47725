"""Stored-value cards: the account, the plastic, what was done with them; blank cards; group orders."""

from .accounts import StoredValue, StoredValueCard
from .acts import CardAct
from .bulk import BulkLine
from .closings import Closing
from .collected import CollectedCard, Destruction
from .group import (
    GroupIdentity,
    GroupLine,
    GroupOrder,
    GroupRange,
    GroupReturn,
    IdentityLook,
    ReturnedRange,
)
from .holders import HolderChange
from .renewals import Expiring, ExpiryCall, Renewal
from .stock import CountedSpan, Series, StockBook, StockCount, StockMove, Stretch

__all__ = [
    "BulkLine",
    "CardAct",
    "Closing",
    "CollectedCard",
    "CountedSpan",
    "Destruction",
    "Expiring",
    "ExpiryCall",
    "GroupIdentity",
    "GroupLine",
    "GroupOrder",
    "GroupRange",
    "GroupReturn",
    "HolderChange",
    "IdentityLook",
    "Renewal",
    "ReturnedRange",
    "Series",
    "StockBook",
    "StockCount",
    "StockMove",
    "StoredValue",
    "StoredValueCard",
    "Stretch",
]
