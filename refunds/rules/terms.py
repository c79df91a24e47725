"""The words of the rules on returns: what is asked, what a rule grants, what comes out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

type Until = date | datetime
"""When a window closes: a day, to its end, or a moment where a rule counts hours."""


class Reason(StrEnum):
    """Why goods come back (spec 3, from the counter, 2)."""

    QUALITY = "quality"
    UNWANTED = "unwanted"
    WRONG_PRICE = "wrong_price"
    SERVICE = "service"


class Condition(StrEnum):
    """How goods come back; kept: they don't, only a part of their price goes back."""

    UNOPENED = "unopened"
    OPENED = "opened"
    USED = "used"
    DEFECTIVE = "defective"
    KEPT = "kept"


class Why(StrEnum):
    """What a verdict rests on: the rule that grants the most, or what stands against all of it."""

    COMPANY = "company"
    GUARANTEE = "guarantee"
    LAW = "law"
    REPAIRS_FAILED = "repairs_failed"
    OVERCHARGED = "overcharged"
    SERVICE_FAULT = "service_fault"
    NO_PROMISE = "no_promise"
    NOT_RETURNABLE = "not_returnable"
    CONDITION = "condition"
    WINDOW_OVER = "window_over"


@dataclass(frozen=True)
class ReturnTerms:
    """The company's own rule (退换货商品规定) for a category, as it held on the day of purchase.

    ``returnable`` is whether goods without a fault are taken back. Days are calendar days, the day of
    purchase not counted; ``refund_hours`` run from the moment of purchase, for goods that spoil
    (生鲜). ``condition`` is what the rule asks of goods without a fault, in its own words, empty when it
    asks nothing. Raises ValueError for days and hours at once.
    """

    category: str
    returnable: bool
    refund_days: int | None
    refund_hours: int | None
    exchange_days: int | None
    condition: str
    source: str
    starts: date

    def __post_init__(self) -> None:
        if self.refund_days is not None and self.refund_hours is not None:
            raise ValueError(f"a rule counts days or hours, not both: {self}")


@dataclass(frozen=True, kw_only=True)
class GuaranteeTerms:
    """An entry of the catalogue of the three guarantees (三包).

    部分商品修理更换退货责任规定（国经贸质〔1995〕458号）: within ``refund_days`` refund, exchange or repair,
    as the customer chooses (art. 9); to ``exchange_days`` exchange or repair (art. 10); after that
    repair, for ``months`` from the purchase, and after ``failed_repairs`` that didn't help in that time
    exchange or refund (art. 11). The wear that art. 13 lets a seller deduct isn't deducted here.
    """

    category: str
    months: int
    source: str
    starts: date
    refund_days: int = 7
    exchange_days: int = 15
    failed_repairs: int = 2


@dataclass(frozen=True, kw_only=True)
class LawTerms:
    """What the law grants for faulty goods where no other rule does.

    消费者权益保护法第二十四条: seven days from receipt the money back, after that exchange and repair.
    民法典第六百二十一条: a fault is told within two years, or within the guarantee where there is one.
    """

    refund_days: int = 7
    months: int = 24
    source: str = "消费者权益保护法第二十四条、民法典第六百二十一条"
    starts: date = date(2021, 1, 1)


@dataclass(frozen=True)
class Verdict:
    """What may be done now, until when, and by which rule.

    An end that is past stays named, so that a page can say when it was; None is no end where the
    thing is granted, and never granted where it isn't. ``source`` and ``starts`` are those of the rule
    that ``why`` names, empty when none does.
    """

    refund: bool
    exchange: bool
    repair: bool
    refund_until: Until | None
    exchange_until: Until | None
    repair_until: Until | None
    why: Why
    source: str = ""
    starts: date | None = None
