"""Papers of every kind on the first page and in the search box."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from deskops.core.acts import act
from deskops.core.shell import Hit
from deskops.desk import queries
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document
from deskops.org.access import access_of
from deskops.org.models import Role, Staff, Store
from tests.factories.org import NOW, TODAY, make_staff, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    if "desk_note" not in document_kinds:
        document_kinds.add(
            DocumentKind("desk_note", "DN", "note", lambda d: f"/notes/{d.number}/", Role.desk())
        )
        finance = frozenset({Role.FINANCE})
        document_kinds.add(DocumentKind("desk_money", "DM", "money", lambda d: "/money/", finance))


def make_paper(
    store: Store, by: Staff, *, kind: str = "desk_note", days: int = 0, at: datetime = NOW
) -> Document:
    with act(request_key=uuid4(), by=by, name="test.desk", asked={}):
        now = at - timedelta(days=days)
        paper = begin_document(kind=kind, store=store, by=by, now=now, amount=Decimal("7.00"))
        file_document(paper)
    return paper


@pytest.fixture
def desk():
    store = make_store()
    clerk = make_staff("1001", Role.CLERK, store=store)
    return store, clerk, access_of(clerk, today=TODAY)


def test_a_paper_is_found_by_its_number_as_typed(desk):
    store, clerk, access = desk
    number = make_paper(store, clerk).number
    hit = Hit(number, f"/notes/{number}/", "note", exact=True)
    assert queries.papers_by_number(f" {number.lower()} ", access) == [hit]


def test_the_beginning_of_a_number_finds_the_latest_and_none_is_meant_exactly(desk):
    store, clerk, access = desk
    numbers = [make_paper(store, clerk).number for _ in range(2)]
    found = queries.papers_by_number("DN-S1-2611", access)
    assert [(hit.title, hit.exact) for hit in found] == [(number, False) for number in reversed(numbers)]


@pytest.mark.parametrize("typed", ["", "王", "13800001111", "DN-", "DN-S1%"])
def test_what_is_no_number_finds_no_paper(desk, typed):
    store, clerk, access = desk
    make_paper(store, clerk)
    assert queries.papers_by_number(typed, access) == []


def test_papers_of_another_store_or_for_other_roles_are_not_there(desk):
    store, clerk, access = desk
    other = make_paper(make_store("S2"), clerk)
    money = make_paper(store, clerk, kind="desk_money")
    assert [queries.papers_by_number(p.number, access) for p in (other, money)] == [[], []]


def test_the_last_papers_are_the_own_ones_of_today_here(desk, django_assert_num_queries):
    store, clerk, access = desk
    mine = [make_paper(store, clerk) for _ in range(6)]
    make_paper(store, clerk, days=1)
    make_paper(store, make_staff("1002"))
    make_paper(make_store("S2"), clerk)
    with django_assert_num_queries(1):
        shown = queries.last_papers(access, NOW)
    assert [paper.number for paper in shown] == [paper.number for paper in reversed(mine[1:])]
    assert (shown[0].amount, shown[0].print_url) == (Decimal("7.00"), "")


def test_the_first_page_keeps_to_its_queries(desk, client, django_assert_max_num_queries):
    store, clerk, _access = desk
    make_paper(store, clerk)
    client.force_login(clerk)
    client.get("/")
    with django_assert_max_num_queries(15):
        assert client.get("/").status_code == 200


def test_the_first_page_fetches_what_comes_later_by_one_request(desk, client, django_assert_max_num_queries):
    store, clerk, _access = desk
    paper = make_paper(store, clerk, at=timezone.now())
    client.force_login(clerk)
    first = client.get("/").content.decode()
    assert (paper.number in first, 'hx-get="/later/"' in first, 'id="later-today"' in first) == (
        False,
        True,
        True,
    )
    with django_assert_max_num_queries(15):
        more = client.get("/later/").content.decode()
    assert (paper.number in more, '<div id="later-today" class="stack" hx-swap-oob="true">' in more) == (
        True,
        True,
    )
