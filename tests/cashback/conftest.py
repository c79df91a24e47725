"""A store in its cashback month."""

import pytest

from tests.factories.cashback import Month, make_month


@pytest.fixture
def month(db) -> Month:
    return make_month()
