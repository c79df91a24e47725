"""The arithmetic and the calendar of the cashback month: pure functions with their source."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from deskops.core.money import DENOMINATIONS, FEN, JIAO, ZERO, break_down, round_to

DESK = "客服部工作及对接流程第五、七条"


@dataclass(frozen=True)
class Days:
    """The days of a cycle's month, all inclusive."""

    base_first: date
    base_last: date
    list_by: date
    book_by: date
    call_from: date
    call_by: date
    draw_by: date
    pay_from: date
    pay_until: date
    return_by: date


@dataclass(frozen=True)
class DayRule:
    """A store's days of the month, as numbers; ``return_days`` counts calendar days after the last."""

    list_by: int = 8
    book_by: int = 9
    call_from: int = 10
    call_by: int = 14
    draw_by: int = 14
    pay_from: int = 15
    pay_until: int = 30
    return_days: int = 3


def days_of(month: date, rule: DayRule) -> Days:
    """The days of the cycle paid in ``month`` (its first day), for purchases of the month before.

    Source: 客服部工作及对接流程第五、七条: called from the 10th to the 14th, drawn by the 14th, paid
    from the 15th to the 30th; a shorter month ends with its last day (spec 4).
    """
    last = monthrange(month.year, month.month)[1]
    before = month - timedelta(days=1)

    def on(day: int) -> date:
        return month.replace(day=min(day, last))

    return Days(
        base_first=before.replace(day=1),
        base_last=before,
        list_by=on(rule.list_by),
        book_by=on(rule.book_by),
        call_from=on(rule.call_from),
        call_by=on(rule.call_by),
        draw_by=on(rule.draw_by),
        pay_from=on(rule.pay_from),
        pay_until=on(rule.pay_until),
        return_by=on(rule.pay_until) + timedelta(days=rule.return_days),
    )


@dataclass(frozen=True)
class Worked:
    """How a line came about, in yuan."""

    earned: Decimal
    amount: Decimal
    left: Decimal


def work_out(
    *,
    purchases: Decimal,
    returned: Decimal,
    rate: Decimal,
    brought: Decimal = ZERO,
    correction: Decimal = ZERO,
    added: Decimal = ZERO,
) -> Worked:
    """A member's cashback: purchases net of returns at the rate, with what earlier cycles left.

    Down to the jiao; below zero nothing is paid and the sum is left for the next cycle, never
    collected (spec 4). What is dropped below a jiao is dropped for good.
    """
    earned = round_to((purchases - returned) * rate, FEN, ROUND_DOWN)
    whole = earned + brought + correction + added
    if whole < ZERO:
        return Worked(earned, ZERO, whole)
    return Worked(earned, round_to(whole, JIAO, ROUND_DOWN), ZERO)


def taken_back(amount: Decimal, rate: Decimal) -> Decimal:
    """What goods returned after their cycle was listed had earned: to the fen, in the member's favour."""
    return round_to(amount * rate, FEN, ROUND_DOWN)


def pieces_for(amounts: Mapping[Decimal, int]) -> dict[Decimal, int]:
    """The notes that pay every line exactly, each with the fewest: amounts with how many lines have them.

    Largest face first. Raises ValueError for fen and negative amounts.
    """
    pieces = dict.fromkeys(DENOMINATIONS, 0)
    for amount, lines in amounts.items():
        for face, number in break_down(amount).items():
            pieces[face] += number * lines
    return {face: number for face, number in pieces.items() if number}


def late(by: date, *, today: date, done: bool) -> bool:
    """Whether something that was due by a day is late."""
    return not done and today > by


def left_over(*, drawn: Decimal, paid: Decimal, back: Decimal) -> Decimal:
    """Drawn less paid less handed back: zero when all cash is there, positive when some is missing."""
    return drawn - paid - back
