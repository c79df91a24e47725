"""What time does to a refund by each tender, and what of a purchase an invoice may show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from deskops.core.calendar import WorkCalendar, add_working_days, window_end
from deskops.core.money import ZERO


class Way(StrEnum):
    """How money goes back: by the terminal's void or refund, not by it any more, or at the counter."""

    VOID = "void"
    REFUND = "refund"
    CLOSED = "closed"
    COUNTER = "counter"


@dataclass(frozen=True)
class TerminalWay:
    """The bank terminal's way for one payment, and the last day on which it gives money back at all."""

    way: Way
    until: date


@dataclass(frozen=True)
class Tendered:
    """What one tender paid for a purchase, in yuan; ``is_prepaid``: by a prepaid card."""

    tender: str
    amount: Decimal
    is_prepaid: bool


def terminal_way(*, bought_on: date, today: date, days: int) -> TerminalWay:
    """How the bank's terminal gives money back: void (撤销) on the day of purchase, then refund (退货).

    The refund is open for ``days`` calendar days; the day of purchase isn't counted and the end doesn't
    roll, since a machine keeps it: the terminal knows no holidays. Both are calendar dates in Shanghai as
    the terminal prints them, not business dates. Source: 客服部工作及对接流程 4c, fifteen days. Cash and
    stored value have no window (`Way.COUNTER`). Raises ValueError for a day before the purchase.
    """
    if today < bought_on:
        raise ValueError(f"nothing goes back on {today} that was bought on {bought_on}")
    until = window_end(bought_on, days)
    if today == bought_on:
        return TerminalWay(Way.VOID, until)
    return TerminalWay(Way.REFUND if today <= until else Way.CLOSED, until)


def credit_due(day: date, days: int, calendar: WorkCalendar) -> date:
    """When the bank's credit is due at the latest: ``days`` working days after the refund of ``day``.

    Source: 客服部工作及对接流程 4c, 七个工作日内.
    """
    return add_working_days(day, days, calendar)


def invoiceable(paid: Iterable[Tendered]) -> Decimal:
    """The yuan of a purchase that an invoice may show: all but what a prepaid card paid.

    The card's sale was invoiced already, as 预付卡销售和充值; spending it is no second sale. Source:
    国家税务总局公告2016年第53号第三条.
    """
    return sum((one.amount for one in paid if not one.is_prepaid), ZERO)
