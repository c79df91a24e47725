"""A desk and its finance, books that hold two tenders and a card."""

import pytest

from tests.factories import handoffs as made


@pytest.fixture
def desk(db) -> made.Counter:
    made.HEARD.clear()
    made.BOOKS[:] = made.LINES
    return made.make_counter()
