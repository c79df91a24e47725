"""Postings decide: which roles, where, from when, and nothing beyond."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from deskops.org.access import Rules, access_of
from deskops.org.models import Floor, Posting, Role, Store
from deskops.org.services import post
from tests.factories.org import STARTS, TODAY, make_staff, make_store

pytestmark = pytest.mark.django_db


def test_a_clerk_sees_the_own_store_and_no_other():
    mine, other = make_store("S1"), make_store("S2")
    access = access_of(make_staff("1001", Role.CLERK, store=mine), today=TODAY)
    assert (access.store, access.roles) == (mine, {Role.CLERK})
    assert list(access.scope(Floor.objects.order_by("pk"))) == list(mine.floors.order_by("pk"))
    with pytest.raises(Http404):
        access.get(Floor.objects.all(), pk=other.floors.first().pk)


def test_a_store_chosen_out_of_reach_is_not_entered():
    mine, other = make_store("S1"), make_store("S2")
    access = access_of(make_staff("1001", Role.CLERK, store=mine), today=TODAY, store_id=other.pk)
    assert access.store == mine


def test_a_region_reaches_its_stores_only():
    inside, outside = make_store("S1", region="HD"), make_store("S2", region="HN")
    access = access_of(make_staff("8101", Role.AREA_MANAGER, region=inside.region), today=TODAY)
    assert list(access.reachable_stores()) == [inside]
    assert access.roles_at(outside) == frozenset()


def test_the_chain_reaches_every_open_store():
    make_store("S1")
    make_store("S2", is_open=False)
    access = access_of(make_staff("9001", Role.AUDITOR), today=TODAY)
    assert [store.code for store in access.reachable_stores()] == ["S1"]
    assert list(access.scope(Store.objects.order_by("code"), "pk")) == list(Store.objects.order_by("code"))


def test_a_floor_supervisor_has_named_floors():
    store = make_store()
    floor = store.floors.get(code="B1")
    access = access_of(make_staff("2001", Role.FLOOR_SUPERVISOR, floor=floor), today=TODAY)
    assert access.floors() == {floor.pk}
    assert access.store == store


def test_a_posting_holds_on_its_days_both_included():
    store = make_store()
    staff = make_staff("1001")
    post(staff=staff, role=Role.CLERK, store=store, starts=date(2026, 3, 1), ends=date(2026, 3, 31))
    held = {
        day: access_of(staff, today=day).roles
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31))
    }
    assert list(held.values()) == [frozenset(), {Role.CLERK}, {Role.CLERK}]
    assert access_of(staff, today=date(2026, 4, 1)).roles == frozenset()


def test_who_is_posted_nowhere_reaches_nothing():
    make_store()
    access = access_of(make_staff("1001"), today=TODAY)
    assert (access.here, access.roles, list(access.scope(Floor.objects.all()))) == (None, frozenset(), [])


def test_the_database_refuses_two_scopes_unknown_roles_and_undated_deputies():
    store = make_store()
    staff, other = make_staff("1"), make_staff("2")
    wrong = [
        {"role": Role.CLERK, "store": store, "region": store.region},
        {"role": "king", "store": store},
        {"role": Role.FLOOR_SUPERVISOR, "store": store, "deputy_for": other},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(staff=staff, starts=STARTS, **fields)


def test_readers_may_get_actors_may_post_an_auditor_only_reads():
    rules = Rules(frozenset({Role.FINANCE}), frozenset({Role.CLERK}))
    table = {
        (role, method): rules.allows(method, frozenset({role}))
        for role in (Role.FINANCE, Role.CLERK, Role.AUDITOR, Role.SECURITY)
        for method in ("GET", "POST")
    }
    assert {who for who, may in table.items() if may} == {
        (Role.FINANCE, "GET"),
        (Role.CLERK, "GET"),
        (Role.CLERK, "POST"),
        (Role.AUDITOR, "GET"),
    }


def test_access_takes_two_queries(django_assert_num_queries):
    staff = make_staff("1001", Role.CLERK, store=make_store())
    with django_assert_num_queries(2):
        access_of(staff, today=TODAY)
