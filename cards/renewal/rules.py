"""The year of a member card and what renews it. Pure functions.

Source: 到期会员资料治理 (spec 2, lifecycle): by the 5th the members whose card ends next month are
listed; three purchases or 1,000 yuan within the card's year waive the next year's fee.
"""

from datetime import date, timedelta
from decimal import Decimal

from members.rules.cards import year_end

DAY = timedelta(days=1)
LISTED_BY = 5  # day of the month


def year_of(ends: date) -> tuple[date, date]:
    """The first and the last day of the card's year that ends on a day."""
    try:
        before = ends.replace(year=ends.year - 1)
    except ValueError:
        before = date(ends.year - 1, 2, 28)
    return before + DAY, ends


def waived(*, purchases: int, amount: Decimal, least: int, least_amount: Decimal) -> bool:
    """Whether the next year costs nothing: purchases not wholly refunded, or what they left in yuan."""
    return purchases >= least or amount >= least_amount


def next_end(*, ends: date, today: date) -> date:
    """The last day of the next year: from the day after the old end, or from today where that is past."""
    return year_end(max(ends + DAY, today))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - DAY
