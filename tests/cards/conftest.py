"""A desk with an open till, and a member who has a card in use."""

from dataclasses import dataclass

import pytest

from deskops.org.models import Staff, Store
from members.models import Member
from tests.factories.members import make_member
from tests.factories.tills import NOW, Desk, make_desk, open_till


@dataclass
class Counter:
    """What the tests of cards stand at."""

    desk: Desk
    member: Member

    @property
    def store(self) -> Store:
        return self.desk.store

    @property
    def clerk(self) -> Staff:
        return self.desk.clerk

    @property
    def here(self) -> dict:
        """The arguments of every act: who, where, when."""
        return {"by": self.desk.clerk, "store": self.desk.store, "now": NOW}


@pytest.fixture
def counter(db) -> Counter:
    desk = make_desk()
    open_till(desk.store, desk.clerk)
    return Counter(desk, make_member(1, store=desk.store, by=desk.clerk))
