"""Matching the bank's lines to our refunds: by reference number, trade date and amount, each once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Key(NamedTuple):
    """What a line of the bank and a refund by its terminal have in common (spec 3: Afterwards)."""

    store: int
    reference: str
    trade_date: date
    amount: Decimal


def pairs(lines: Iterable[tuple[int, Key]], refunds: Iterable[tuple[int, Key]]) -> list[tuple[int, int]]:
    """(line, refund) for every line that one of the refunds is; the first of equal ones goes first.

    Two partial refunds of one payment with the same amount are equal in everything the bank tells:
    whichever is paired with which, no figure differs.
    """
    waiting: dict[Key, list[int]] = defaultdict(list)
    for refund, key in refunds:
        waiting[key].append(refund)
    return [(line, waiting[key].pop(0)) for line, key in lines if waiting.get(key)]
