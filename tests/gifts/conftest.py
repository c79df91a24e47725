"""A store whose desk gives cups, and the books proved after each test."""

import pytest

from deskops.ledger.proofs import prove_books
from tests.factories.gifts import GiftDesk, make_gift_desk


@pytest.fixture
def desk(db) -> GiftDesk:
    return make_gift_desk()


@pytest.fixture
def proved(desk):
    """The books prove after the test, whatever it did."""
    yield desk
    assert [(line.code, line.differences) for line in prove_books() if line.wrong] == []


@pytest.fixture
def signed_in(client, monkeypatch):
    """Sign somebody in, at a moment."""

    def sign(staff, now):
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign
