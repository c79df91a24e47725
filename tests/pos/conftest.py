import pytest

from deskops.ledger.proofs import prove_books
from tests.factories.cards import sell
from tests.factories.members import make_member
from tests.factories.pos import make_pos
from tests.factories.tills import NOW, make_desk, open_till


@pytest.fixture
def desk(db):
    """A store with its desk; the books prove after the test."""
    yield make_desk()
    assert [line.code for line in prove_books() if line.wrong] == []


@pytest.fixture
def pos(desk):
    """A connected till; the first card has 500 yuan on it."""
    open_till(desk.store, desk.clerk)
    sell(make_member(1, store=desk.store, by=desk.clerk), by=desk.clerk, store=desk.store, now=NOW)
    return make_pos(desk.store, desk.supervisor)
