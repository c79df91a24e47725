"""Comparing a receipt typed from its paper with what the POS reported of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from deskops.core.money import ZERO

type Goods = tuple[Decimal, Decimal]
"""Quantity and amount of one line."""


class What(StrEnum):
    """What of a receipt is compared."""

    POS = "pos"
    TIME = "time"
    AMOUNT = "amount"
    TENDER = "tender"
    LINES = "lines"


@dataclass(frozen=True)
class Told:
    """What one side tells of a purchase; ``paid`` is yuan by tender's code, an empty ``pos`` unknown."""

    pos: str
    bought_at: datetime
    amount: Decimal
    paid: Mapping[str, Decimal]
    lines: tuple[Goods, ...]

    @property
    def minute(self) -> datetime:
        """The time of purchase as a paper prints it; seconds are not compared."""
        return self.bought_at.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Differs:
    """One thing that the paper and the POS tell differently; ``tender`` names which for ``What.TENDER``.

    For lines both sides hold those that the other lacks, as often as it lacks them.
    """

    what: What
    paper: object
    file: object
    tender: str = ""


def differences(paper: Told, file: Told) -> list[Differs]:
    """Everything in which they differ; nothing when they tell the same. The order of lines is no matter.

    Source: spec 3, "From the counter" 1: what was typed is matched when the file comes, a mismatch goes
    to the desk supervisor.
    """
    return [*_heads(paper, file), *_paid(paper, file), *_lines(paper, file)]


def may_be(paper: Told, file: Told) -> bool:
    """Whether receipts of one store and number may be the same one.

    Numbers repeat between POS machines: with another POS they have to agree in minute and amount.
    """
    if paper.pos in ("", file.pos):
        return True
    return (paper.minute, paper.amount) == (file.minute, file.amount)


def _heads(paper: Told, file: Told) -> Iterator[Differs]:
    if paper.pos not in ("", file.pos):
        yield Differs(What.POS, paper.pos, file.pos)
    if paper.minute != file.minute:
        yield Differs(What.TIME, paper.minute, file.minute)
    if paper.amount != file.amount:
        yield Differs(What.AMOUNT, paper.amount, file.amount)


def _paid(paper: Told, file: Told) -> Iterator[Differs]:
    for code in sorted({*paper.paid, *file.paid}):
        here, there = paper.paid.get(code, ZERO), file.paid.get(code, ZERO)
        if here != there:
            yield Differs(What.TENDER, here, there, code)


def _lines(paper: Told, file: Told) -> Iterator[Differs]:
    here, there = _beyond(paper.lines, file.lines), _beyond(file.lines, paper.lines)
    if here or there:
        yield Differs(What.LINES, here, there)


def _beyond(lines: tuple[Goods, ...], others: tuple[Goods, ...]) -> tuple[Goods, ...]:
    """The lines that the others lack, each as often as it is missing."""
    left, found = list(others), []
    for line in sorted(lines):
        if line in left:
            left.remove(line)
        else:
            found.append(line)
    return tuple(found)
