"""The trade of handing over, as pure functions."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from deskops.core.calendar import WorkCalendar, add_working_days, end_of
from deskops.core.money import ZERO, yuan
from deskops.org.models import Role


def signers(party: Role | str) -> frozenset[Role]:
    """The roles that may sign for a party: anybody behind the counter signs for the desk."""
    return Role.desk() if party == Role.CLERK else frozenset({Role(party)})


def next_working_day(day: date, calendar: WorkCalendar) -> datetime:
    """The end of the first working day after a business date.

    Source: spec 1, takings are due the next working day of finance.
    """
    return end_of(add_working_days(day, 1, calendar))


def same_day(day: date, _calendar: WorkCalendar) -> datetime:
    """The end of the business date itself, as for returned goods (spec 1: same day)."""
    return end_of(day)


def total(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts given, None when there is none."""
    given = [figure for figure in figures if figure is not None]
    return sum(given, ZERO) if given else None


def count(figures: Iterable[int | None]) -> int | None:
    """The sum of the quantities given, None when there is none."""
    given = [figure for figure in figures if figure is not None]
    return sum(given) if given else None


def in_proportion(amount: Decimal | None, given: int | None, found: int | None) -> Decimal | None:
    """The amount of the pieces found, when every piece is worth the same; else the amount as given.

    So nine notes found of ten given as 1,000.00 are 900.00 without typing it.
    """
    if amount is None or not given or found is None or (amount * 100 * found) % given:
        return amount
    return yuan(amount * found / given)
