"""A store with the people of its desk."""

import pytest

from deskops.org.models import Role
from tests.factories.org import make_staff, make_store


@pytest.fixture
def store(db):
    return make_store("S1")


@pytest.fixture
def clerk(store):
    return make_staff("1001", Role.CLERK, store=store)


@pytest.fixture
def supervisor(store):
    return make_staff("1101", Role.DESK_SUPERVISOR, store=store)
