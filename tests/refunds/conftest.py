"""A mall that carries out refunds."""

import pytest

from deskops.ledger.proofs import prove_books
from tests.factories.paying import Mall, make_mall


@pytest.fixture
def mall(db) -> Mall:
    return make_mall()


@pytest.fixture
def proved(mall):
    """The books prove after the test, whatever it did."""
    yield mall
    assert [(line.code, line.differences) for line in prove_books() if line.wrong] == []
