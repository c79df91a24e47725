"""The search box: by POST alone, straight to what is meant, else groups."""

from typing import Any

import pytest

from deskops.core.shell import SEARCH, Hit, SearchSource
from deskops.org.models import Role
from tests.factories.org import make_staff, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources(monkeypatch):
    """Two kinds of things to find, and one that only finance finds."""
    monkeypatch.setattr(SEARCH, "_items", [])
    SEARCH.add(SearchSource("Papers", lambda typed, access: [Hit("SK-1", "/account/", "1,000.00")], order=2))
    SEARCH.add(SearchSource("Members", members, order=1))
    SEARCH.add(SearchSource("Money", lambda typed, access: [Hit("secret", "/")], frozenset({Role.FINANCE})))


def members(typed, access):
    assert access.roles == {Role.CLERK}
    found = {"66880001": [Hit("王小明", "/account/store/", exact=True)], "nobody": []}
    return found.get(typed, [Hit("王小明", "/a/"), Hit("王晓敏", "/b/")])


@pytest.fixture
def clerk(client):
    client.force_login(make_staff("1001", Role.CLERK, store=make_store()))
    return client


def groups(response: Any) -> list[tuple[str, list[str]]]:
    return [(str(g.label), [hit.title for hit in g.hits]) for g in response.context["groups"]]


def test_one_exact_hit_is_opened_at_once(clerk, sources):
    response = clerk.post("/search/", {"q": " 66880001 "})
    assert (response.status_code, response.url) == (302, "/account/store/")


def test_other_hits_are_shown_in_groups(clerk, sources):
    response = clerk.post("/search/", {"q": "wang"})
    assert groups(response) == [("Members", ["王小明", "王晓敏"]), ("Papers", ["SK-1"])]
    assert response.context["found"] == 3


def test_two_exact_hits_are_a_choice(clerk, sources):
    SEARCH.add(SearchSource("Cards", lambda typed, access: [Hit("6688", "/c/", exact=True)]))
    response = clerk.post("/search/", {"q": "66880001"})
    assert response.status_code == 200
    assert len(groups(response)) == 3


def test_what_finds_nothing_is_not_shown(clerk, sources):
    assert groups(clerk.post("/search/", {"q": "nobody"})) == [("Papers", ["SK-1"])]


def test_nothing_is_searched_from_the_address(clerk, sources):
    assert groups(clerk.get("/search/?q=wang")) == []


def test_a_search_is_neither_kept_nor_sent_on(clerk, sources):
    response = clerk.post("/search/", {"q": "wang"})
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_nothing_typed_asks_no_source(clerk, sources):
    assert groups(clerk.post("/search/", {"q": "  "})) == []
