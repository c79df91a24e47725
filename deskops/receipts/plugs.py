"""What rooms above do with receipts: those that have just come in, and the one on its page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deskops.core.money import ZERO
from deskops.core.plugs import Plugs
from deskops.core.refusals import Text
from deskops.org.models import Role

from .models import Batch, Receipt


@dataclass(frozen=True)
class ImportFollower:
    """Something to be done at the end of every import of receipts, inside its transaction.

    ``follow`` gets the batch, with who brought it and when; it works by sets, in few queries whatever
    the size of the file. What it raises keeps the whole file out.
    """

    code: str
    follow: Callable[[Batch], None]


import_followers: Plugs[ImportFollower] = Plugs(key="code")


@dataclass(frozen=True)
class ReceiptAct:
    """Something to do with a receipt, started from its page by ``key`` in the store that sold."""

    key: str
    label: Text
    url: Callable[[Receipt], str]
    roles: frozenset[Role]


RECEIPT_ACTS: Plugs[ReceiptAct] = Plugs(key="key")


@dataclass(frozen=True)
class Returned:
    """What a room above gave back of purchases: by receipt's key, in yuan, in one query."""

    code: str
    amounts: Callable[[Sequence[int]], Mapping[int, Decimal]]


RETURNED: Plugs[Returned] = Plugs(key="code")


def refunded_of(receipts: Sequence[int]) -> dict[int, Decimal]:
    """By receipt's key, the yuan that went back of it in all; receipts of which nothing did are left out."""
    sums: dict[int, Decimal] = {}
    for one in RETURNED:
        for receipt, amount in one.amounts(receipts).items():
            sums[receipt] = sums.get(receipt, ZERO) + amount
    return sums
