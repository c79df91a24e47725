"""The frame around every page: navigation by role, counts in one query, acts, the top bar."""

from datetime import UTC, date, datetime
from typing import cast

import pytest
from django.test import RequestFactory

from deskops.core.plugs import Plugs
from deskops.core.shell import ACTS, BAR, NAVIGATION, BarItem, BarState, DeskAct, NavEntry, NavGroup, Tone
from deskops.desk.frame import Frame, counted
from deskops.org.access import DeskRequest, access_of
from deskops.org.models import Floor, Role, Staff
from tests.factories.org import NOW, TODAY, make_staff, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def plugs(monkeypatch):
    """Empty places in the frame, filled back after the test."""
    for place in (NAVIGATION, ACTS, BAR):
        monkeypatch.setattr(place, "_items", [])


def frame(role: Role = Role.CLERK, path: str = "/") -> Frame:
    request = cast("DeskRequest", RequestFactory().get(path))
    request.user = make_staff("1001", role, store=make_store())
    request.access, request.now = access_of(request.user, today=TODAY), NOW
    return Frame(request)


def _again(frame_path: str) -> DeskRequest:
    """Another page of the person who is there already."""
    request = cast("DeskRequest", RequestFactory().get(frame_path))
    request.user = Staff.objects.get(number="1001")
    request.access, request.now = access_of(request.user, today=TODAY), NOW
    return request


def test_many_counts_are_one_query(django_assert_num_queries):
    make_store("S1"), make_store("S2")
    rows = [
        Floor.objects.all(),
        Floor.objects.none(),
        Floor.objects.filter(code="B1"),
        Staff.objects.filter(pk=0),
    ]
    with django_assert_num_queries(1):
        assert counted(rows) == [4, 0, 2, 0]


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counted([]) == []


def test_a_count_stops_at_a_hundred(plugs):
    make_store("S9", floors=tuple(f"F{n}" for n in range(120)))
    NAVIGATION.add(NavEntry("Floors", "store", Role.desk(), count=lambda access, now: Floor.objects.all()))
    [group] = frame().navigation
    [link] = group.links
    assert (link.count, link.shown) == (100, "99+")


def test_the_navigation_shows_what_the_role_may_see(plugs, django_assert_num_queries):
    def one(access, now: datetime):
        assert (access.roles, now.tzinfo) == ({Role.CLERK}, UTC)
        return Floor.objects.filter(code="B1")

    NAVIGATION.add(NavEntry("Money", "password", frozenset({Role.FINANCE}), NavGroup.BOOKS))
    NAVIGATION.add(NavEntry("Second", "store", Role.desk(), NavGroup.COUNTER, order=2))
    NAVIGATION.add(NavEntry("First", "account", Role.desk(), NavGroup.COUNTER, order=1))
    NAVIGATION.add(NavEntry("Waiting", "confirm", Role.desk(), NavGroup.WORK, count=one, late=True))
    made = frame(path="/account/store/")
    with django_assert_num_queries(1):
        groups = [
            [(link.label, link.count, link.current) for link in group.links] for group in made.navigation
        ]
    assert groups == [
        [("Waiting", 1, False)],
        [("First", None, False), ("Second", None, True)],
    ]


def test_a_workflow_is_folded_while_the_person_is_elsewhere_and_says_what_waits_in_it(plugs):
    def one(access, now: datetime):
        return Floor.objects.filter(code="B1")

    for label, url, late in (("List", "store", False), ("Late", "account", True)):
        NAVIGATION.add(NavEntry(label, url, Role.desk(), NavGroup.GIFTS, count=one, late=late))
    NAVIGATION.add(NavEntry("Alone", "calendar", Role.desk(), NavGroup.LOCKERS))
    NAVIGATION.add(NavEntry("First", "jobs", Role.desk(), NavGroup.COUNTER, count=one))
    NAVIGATION.add(NavEntry("Second", "imports", Role.desk(), NavGroup.COUNTER))
    counter, gifts, lockers = frame().navigation
    assert (counter.folded, gifts.folded, lockers.folded) == (False, True, False)
    assert (gifts.count, gifts.shown, gifts.late, counter.late) == (2, "2", True, False)
    [_counter, here, _lockers] = Frame(_again(frame_path="/account/store/")).navigation
    assert (here.folded, [link.current for link in here.links]) == (False, [True, False])


def test_acts_and_bar_are_the_roles_own(plugs):
    ACTS.add(DeskAct("1", "Sell", "account", Role.desk()))
    ACTS.add(DeskAct("2", "Receive", "account", frozenset({Role.FINANCE})))
    BAR.add(BarItem(Role.desk(), lambda access, now: BarState("Till open", Tone.DONE)))
    BAR.add(BarItem(Role.desk(), lambda access, now: None))
    made = frame()
    assert [(act.key, act.url) for act in made.acts] == [("1", "/account/")]
    assert [state.text for state in made.bar] == ["Till open"]


def test_the_bar_says_the_business_date():
    made = frame()
    made.now = datetime(2026, 11, 28, 16, 10, tzinfo=UTC)  # ten past midnight in Shanghai
    assert made.day == date(2026, 11, 28)
    made.now = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
    assert made.day == date(2026, 11, 29)


def test_a_key_is_given_once():
    acts: Plugs[DeskAct] = Plugs(key="key")
    acts.add(DeskAct("1", "Sell", "account", Role.desk()))
    with pytest.raises(ValueError, match="plugged in twice"):
        acts.add(DeskAct("1", "Refund", "account", Role.desk()))


def test_the_first_page_has_landmarks_and_a_labelled_search_box(client):
    client.force_login(make_staff("1001", Role.CLERK, store=make_store()))
    html = client.get("/").content.decode()
    assert '<html lang="zh-hans" translate="no">' in html
    assert html.count("<main ") == html.count("<h1") == html.count('<nav class="side"') == 1
    assert '<a class="skip" href="#main">' in html
    assert '<label class="sr" for="search">' in html
    assert "<script>" not in html
    assert ' style="' not in html
    assert " onclick=" not in html
