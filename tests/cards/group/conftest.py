"""Who acts on the orders of these tests."""

import pytest

from tests.factories.tills import NOW


@pytest.fixture
def acts(counter):
    """Who acts, when; the store is the order's."""
    return {"by": counter.clerk, "now": NOW}
