"""What every part of the demo shares: the clock, the stores, the staff, and one seeded source of chance."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from uuid import UUID

from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender
from members.models import Member

from .people import People

SEED = 20261122


@dataclass
class Holder:
    """A member with a card in use."""

    member: Member
    card: str


@dataclass
class World:
    """The demo while it is made. ``days`` is how many business dates before today have happened.

    ``plastic`` and ``stored`` are the numbers on the next member card and stored-value card.
    """

    now: datetime
    days: int
    stores: dict[str, Store]
    staff: dict[str, Staff]
    rng: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - chance of a demo
    holders: dict[str, list[Holder]] = field(default_factory=dict)
    tenders: dict[str, Tender] = field(default_factory=dict)
    people: People = field(init=False)
    plastic: Iterator[int] = field(default_factory=lambda: count(8_810_000_004, 17))
    stored: Iterator[int] = field(default_factory=lambda: count(6_600_001_003, 13))
    _keys: Random = field(default_factory=lambda: Random(SEED + 1))  # noqa: S311 - chance of a demo

    def __post_init__(self) -> None:
        self.people = People(self.rng)

    @property
    def first(self) -> Store:
        """The store in which most of the demo happens."""
        return next(iter(self.stores.values()))

    @property
    def second(self) -> Store:
        """The store of the second clerk."""
        return list(self.stores.values())[1]

    @property
    def today(self) -> date:
        """The business date of ``now``."""
        return self.first.business_date(self.now)

    def key(self) -> UUID:
        """The next request key."""
        return UUID(int=self._keys.getrandbits(128), version=4)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time of day in Shanghai."""
        return datetime.combine(day, time(hour, minute), SHANGHAI)

    def past(self) -> list[date]:
        """The business dates before today, the first one first."""
        return [self.today - timedelta(days=back) for back in range(self.days, 0, -1)]

    def moments(self, start: datetime, end: datetime, count: int) -> list[datetime]:
        """Moments between two times, in their order, none after ``now``."""
        span = (min(end, self.now) - start).total_seconds()
        if span <= 0:
            return []
        return sorted(start + timedelta(seconds=self.rng.randrange(int(span) or 1)) for _ in range(count))

    def yuan(self, low: int, high: int) -> Decimal:
        """An amount with jiao, in yuan."""
        return Decimal(self.rng.randint(low * 10, high * 10)) / 10
