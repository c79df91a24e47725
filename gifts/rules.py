"""The trade of gifts, as pure functions.

Sources: 客服部工作及对接流程第十条 (赠品发放): against the receipt, with its date, the campaign, the
contact and the customer's signature, checked at times by the warehouse;
总部客户服务管理手册 7.1, 7.2 (礼品盘点).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Gives:
    """The figures of a rule: yuan, pieces, and the most at once (None: no bound)."""

    threshold: Decimal
    every: bool
    pieces: int
    most: int | None = None


def earned(gives: Gives, amount: Decimal) -> int:
    """Pieces that purchases of so many yuan earn: once, or for each full threshold, up to the most."""
    if amount < gives.threshold:
        return 0
    times = int(amount // gives.threshold) if gives.every else 1
    return times * gives.pieces if gives.most is None else min(times * gives.pieces, gives.most)


def owed(gives: Gives, *, rest: Decimal, left: int, everything: bool) -> int:
    """Pieces that a refund asks back, when ``rest`` yuan remain bought and the customer has ``left`` pieces.

    ``everything``: the campaign asks all of it back; otherwise only what the rest no longer earns, so
    that what an earlier part of the refund settled isn't asked for twice.
    """
    return left if everything else max(0, left - earned(gives, rest))


def shares(pieces: int, lines: Sequence[tuple[int, int, Decimal]]) -> dict[int, int]:
    """Which lines (key, pieces left, value of one) so many pieces are asked back of: the cheapest first.

    Where several gifts were given the customer keeps the better one: a doubt doesn't count against them.
    """
    wanted: dict[int, int] = {}
    for key, left, _value in sorted(lines, key=lambda line: (line[2], line[0])):
        taken = min(pieces, left)
        if taken:
            wanted[key] = taken
            pieces -= taken
    return wanted


def mark_of(pos: str) -> str:
    """A POS machine's number as it is compared: 03, ３ and 3 are one machine."""
    plain = unicodedata.normalize("NFKC", pos).strip().upper()
    return plain.lstrip("0") or "0"


def last_day_to_claim(bought_on: date, claim_days: int) -> date:
    """The last day on which a gift may be claimed; the day of purchase isn't counted."""
    return bought_on + timedelta(days=claim_days)


def days_apart(days: Iterable[date]) -> int:
    """How many days lie between the first and the last of several purchases."""
    found = sorted(days)
    return (found[-1] - found[0]).days


@dataclass(frozen=True)
class Entered:
    """One entry of a count: by whom, how many (None: taken back), after how many movements."""

    by: int
    pieces: int | None
    moves: int


@dataclass(frozen=True)
class Summed:
    """A line's entries together: None where nobody counted; ``apart``: gifts moved between two entries."""

    pieces: int | None
    moves: int
    apart: bool


def summed(entries: Sequence[Entered]) -> Summed:
    """Each person's last entry, added up: two people's counts of one gift are parts of it."""
    last = {entry.by: entry for entry in entries}
    live = [entry for entry in last.values() if entry.pieces is not None]
    if not live:
        return Summed(None, 0, False)
    moves = {entry.moves for entry in live}
    return Summed(sum(entry.pieces or 0 for entry in live), max(moves), len(moves) > 1)


def exceeds(difference: int, value: Decimal, *, pieces: int, yuan: Decimal) -> bool:
    """Whether a difference is so large that another person counts the line again."""
    return difference != 0 and (abs(difference) >= pieces or abs(difference) * value >= yuan)


def count_due(ends: date) -> date:
    """The last day of the count after a campaign (每次活动终止后的2天内)."""
    return ends + timedelta(days=2)


def to_buy(*, issued: int, days: int, ahead: int, in_stock: int) -> tuple[int, int]:
    """Pieces needed for ``ahead`` days of campaigns at the pace of the last ``days``, and those to buy.

    The need is rounded up: half a piece is a piece.
    """
    needed = -(-issued * ahead // days) if days else 0
    return needed, max(0, needed - in_stock)
