"""Ranges of card numbers as people write them: pure functions.

A number is the signs it begins with and the figures that count on: its last figures, at most twelve.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused

from ..rules import card_number

MOST_AT_ONCE = 100_000
PARTS = re.compile(r"(.*?)([0-9]{1,12})")
BETWEEN = re.compile(r"\s*(?:[-–—~～至]|\.\.)\s*")
APART = re.compile(r"[\s,;、，；]+")


@dataclass(frozen=True, order=True)
class Numbers:
    """The numbers ``first`` to ``last``, both included, of the series ``prefix`` with ``digits`` figures."""

    prefix: str
    digits: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many cards."""
        return self.last - self.first + 1

    def number(self, n: int) -> str:
        """The number of the n-th card of the series."""
        return f"{self.prefix}{n:0{self.digits}d}"

    def __iter__(self) -> Iterator[str]:
        return (self.number(n) for n in range(self.first, self.last + 1))

    def __str__(self) -> str:
        first, last = self.number(self.first), self.number(self.last)
        return first if self.first == self.last else f"{first} – {last}"

    def overlaps(self, other: "Numbers") -> bool:
        """Whether some number is in both."""
        same = (self.prefix, self.digits) == (other.prefix, other.digits)
        return same and self.first <= other.last and other.first <= self.last

    def take(self, count: int) -> "Numbers":
        """The first so many of them."""
        return Numbers(self.prefix, self.digits, self.first, self.first + count - 1)


def one(raw: str) -> Numbers:
    """A single card number as a range of one. Raises Refused for what is none."""
    number = card_number(raw)
    parts = PARTS.fullmatch(number)
    if parts is None:
        raise Refused(
            "card_number_counts",
            _("The number of a card that is kept by ranges ends in figures."),
            field="ranges",
            value=number,
        )
    prefix, figures = parts.groups()
    return Numbers(prefix, len(figures), int(figures), int(figures))


def between(first: str, last: str) -> Numbers:
    """The numbers from one card to another.

    Raises Refused when the two aren't of one series, run backwards, or are more than 100,000.
    """
    start, end = one(first), one(last)
    if (start.prefix, start.digits) != (end.prefix, end.digits):
        raise _wrong("range_mixed", _("These two numbers don't belong to one range."), f"{first} – {last}")
    if end.first < start.first:
        raise _wrong("range_backwards", _("The last number is before the first."), f"{first} – {last}")
    found = Numbers(start.prefix, start.digits, start.first, end.first)
    if found.count > MOST_AT_ONCE:
        raise _wrong(
            "range_long",
            _("A range has at most %(most)s cards.") % {"most": MOST_AT_ONCE},
            f"{first} – {last}",
        )
    return found


def read(text: str) -> list[Numbers]:
    """The ranges that a text names: “A01-A20, A31”, in any of the usual signs, a number alone is one card.

    Raises Refused for what is no range and for a number named twice; empty text names none.
    """
    joined = BETWEEN.sub("-", text.strip().upper())
    found = [_piece(piece) for piece in APART.split(joined) if piece]
    ordered = sorted(found)
    for before, after in itertools.pairwise(ordered):
        if before.overlaps(after):
            raise _wrong("range_twice", _("A number is named twice."), f"{before}, {after}")
    return found


def _piece(text: str) -> Numbers:
    first, _dash, last = text.partition("-")
    return between(first, last or first)


def _wrong(code: str, message: str, value: str) -> Refused:
    return Refused(
        code,
        message,
        field="ranges",
        value=value,
        remedy=_("Type a range as first-last, several with commas between."),
    )


def count(ranges: Iterable[Numbers]) -> int:
    """How many cards the ranges have."""
    return sum(one.count for one in ranges)


def words(ranges: Iterable[Numbers]) -> str:
    """The ranges as people write them."""
    return ", ".join(str(one).replace(" – ", "-") for one in ranges)


def first_of(ranges: Sequence[Numbers], wanted: int) -> list[Numbers]:
    """The first so many numbers of the ranges, or all when there are fewer."""
    taken: list[Numbers] = []
    for one in ranges:
        if wanted <= 0:
            break
        taken.append(one.take(min(wanted, one.count)))
        wanted -= taken[-1].count
    return taken


def without(ranges: Sequence[Numbers], gone: Sequence[Numbers]) -> list[Numbers]:
    """What is left of the ranges when some numbers are taken out."""
    left = list(ranges)
    for out in gone:
        left = [piece for one in left for piece in _cut(one, out)]
    return left


def _cut(one: Numbers, out: Numbers) -> list[Numbers]:
    if not one.overlaps(out):
        return [one]
    pieces = (
        Numbers(one.prefix, one.digits, one.first, out.first - 1),
        Numbers(one.prefix, one.digits, out.last + 1, one.last),
    )
    return [piece for piece in pieces if piece.first <= piece.last]


def gathered(numbers: Iterable[str]) -> list[Numbers]:
    """Single numbers as the fewest ranges, in their order."""
    found: list[Numbers] = []
    for number in sorted(one(number) for number in numbers):
        if found and found[-1].overlaps(Numbers(number.prefix, number.digits, number.first - 1, number.last)):
            found[-1] = Numbers(number.prefix, number.digits, found[-1].first, number.last)
        else:
            found.append(number)
    return found
