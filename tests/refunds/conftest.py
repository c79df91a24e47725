"""A mall that carries out refunds, and a store's desk for what happens to them afterwards."""

import pytest

from deskops.ledger.proofs import prove_books
from tests.factories.paying import Mall, make_mall
from tests.factories.tills import Desk, make_desk


@pytest.fixture
def mall(db) -> Mall:
    return make_mall()


@pytest.fixture
def proved(mall):
    """The books prove after the test, whatever it did."""
    yield mall
    assert [(line.code, line.differences) for line in prove_books() if line.wrong] == []


@pytest.fixture
def desk(db, settings) -> Desk:
    """A desk; what is stored in words is in the language of papers, here English."""
    settings.LANGUAGE_CODE = "en"
    return make_desk()


@pytest.fixture
def signed_in(client, monkeypatch):
    """Sign somebody in, at a moment."""

    def sign(staff, now):
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign
