"""What gifts ask of the rooms above them: how much of a purchase went back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deskops.core.money import ZERO
from deskops.core.plugs import Plugs
from deskops.org.models import Store

type Key = tuple[str, str]
"""A receipt within its store: its number and the mark of its POS machine."""


@dataclass(frozen=True)
class ReturnSource:
    """Something that takes goods back: yuan that went back or are asked back of receipts of one store.

    ``returned`` answers for several receipts in a bounded number of queries; one of which nothing went
    back is left out. Goods given in exchange count against it.
    """

    code: str
    returned: Callable[[Store, Sequence[Key]], Mapping[Key, Decimal]]


return_sources: Plugs[ReturnSource] = Plugs(key="code")


def returned_of(store: Store, receipts: Iterable[Key]) -> dict[Key, Decimal]:
    """Yuan that went back of each receipt; zero where nothing did."""
    keys = list(receipts)
    sums = dict.fromkeys(keys, ZERO)
    for source in return_sources if keys else ():
        for key, amount in source.returned(store, keys).items():
            sums[key] += amount
    return sums
