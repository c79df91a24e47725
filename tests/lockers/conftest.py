"""A desk with its lockers."""

import pytest

from tests.factories.lockers import Lockers, make_lockers


@pytest.fixture
def lockers(db) -> Lockers:
    return make_lockers()
