"""A member's page shows the latest refunds, and what is under way keeps the member on record."""

import pytest

from deskops.org.access import access_of
from members.panels import MEMBER_PANELS
from members.retention import RETENTIONS
from refunds.models import Refund
from tests.factories.members import make_member
from tests.factories.org import make_store
from tests.factories.refunds import make_purchase, make_refund
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db
PANEL = "refunds/panel_member.html"


@pytest.fixture
def member(desk):
    return make_member(1, store=desk.store, by=desk.clerk)


def refund(store, by, member, n=0, **fields) -> Refund:
    purchase = make_purchase(store, by=by, number=f"{n}")
    return make_refund(purchase, by=by, member_id=member.pk, **fields)


def test_the_latest_five_in_one_query(desk, member, django_assert_num_queries):
    made = [refund(desk.store, desk.clerk, member, n) for n in range(6)]
    access = access_of(desk.clerk, today=DAY)
    with django_assert_num_queries(1):
        shown = MEMBER_PANELS.get(PANEL).look(member, access, NOW)
    data = shown.data or {}
    assert len(data["rows"]) == 5
    assert {row.pk for row, _tone in data["rows"]} <= {one.pk for one in made}


def test_a_refund_of_another_store_is_shown_but_leads_nowhere(desk, member):
    refund(make_store("S2"), desk.clerk, member)
    shown = MEMBER_PANELS.get(PANEL).look(member, access_of(desk.clerk, today=DAY), NOW)
    data = shown.data or {}
    assert (len(data["rows"]), data["reach"]) == (1, set())


def test_no_panel_without_refunds(desk, member):
    refund(desk.store, desk.clerk, make_member(2, store=desk.store, by=desk.clerk))
    assert MEMBER_PANELS.get(PANEL).look(member, access_of(desk.clerk, today=DAY), NOW) is None


def test_a_refund_under_way_keeps_the_member(desk, member, django_assert_num_queries):
    made = refund(desk.store, desk.clerk, member)
    with django_assert_num_queries(1):
        kept = RETENTIONS.get("refunds").keeps(member, DAY)
    assert kept is not None
    assert kept.until is None
    made.state, made.ended_why = Refund.State.CANCELLED, "顾客改变主意"
    made.save(update_fields=["state", "ended_why"])
    assert RETENTIONS.get("refunds").keeps(member, DAY) is None


def test_the_page_opens_with_its_panel(desk, member, signed_in):
    refund(desk.store, desk.clerk, member)
    page = signed_in(desk.clerk, NOW).get(f"/members/{member.pk}/")
    assert page.status_code == 200
    assert PANEL in [template.name for template in page.templates]
