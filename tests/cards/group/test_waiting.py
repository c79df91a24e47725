"""What waits of group orders: each department sees its own, the desk all, what is late first."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from cards.group.rules import next_step_due
from cards.group.services import cancel
from cards.group.waiting import waits
from deskops.core.calendar import WorkCalendar
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import send
from deskops.org.access import access_of
from tests.factories.group import decide_all, make_active, make_order, pay_for, signed, signers
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai; the orders are of Friday
AFTER = MONDAY + timedelta(minutes=2)


@pytest.fixture
def seen(counter):
    """The buyers that somebody's first page shows, with whether each is late."""
    people = {"desk": counter.clerk, **signers(counter.store)}

    def look(who: str, now=MONDAY):
        access = access_of(people[who], today=DAY, store_id=counter.store.pk)
        return [(one.buyer, one.late) for one in waits(access, now)]

    return look


def test_a_department_sees_what_it_has_to_sign_until_it_has(counter, acts, seen):
    order = make_order(**counter.here, buyer="王䶮小学")
    assert [seen(who) for who in ("desk", "finance", "procurement")] == [[("王䶮小学", False)]] * 3
    decide_all(order.document, now=NOW, but=frozenset({"procurement"}))
    assert seen("finance") == []
    assert seen("mall_operations") == []
    assert seen("procurement", AFTER) == [("王䶮小学", True)]
    assert seen("desk", AFTER) == [("王䶮小学", True)]


def test_the_desk_sees_each_step_and_finance_the_bonus(counter, acts, seen):
    order = signed(**counter.here, buyer="甲")
    # what waits for the buyer's money is never late
    assert (seen("desk", AFTER), seen("finance", AFTER)) == ([("甲", False)], [])
    pay_for(order, **acts)
    assert seen("desk", AFTER) == [("甲", True)]
    make_active(order, **acts)
    send(request_key=uuid4(), handoff_id=Handoff.objects.get(kind="group_bonus").pk, **acts)
    assert seen("finance") == [("甲", False)]
    assert seen("finance", AFTER) == [("甲", True)]
    assert seen("procurement", AFTER) == []


def test_late_ones_first_and_nothing_of_what_has_ended(counter, acts, seen):
    make_order(**{**counter.here, "now": MONDAY}, buyer="新")
    old = make_order(**counter.here, buyer="旧")
    assert seen("desk", AFTER) == [("旧", True), ("新", False)]
    cancel(request_key=uuid4(), **acts, order_id=old.pk, reason="取消")
    assert seen("desk", AFTER) == [("新", False)]


def test_the_first_page_shows_it(counter, client, django_assert_max_num_queries):
    make_order(**counter.here, buyer="王䶮小学")
    client.force_login(signers(counter.store)["procurement"])
    with django_assert_max_num_queries(15), translation.override("zh-hans"):
        assert "王䶮小学" in client.get("/later/").content.decode()


def test_the_next_step_is_due_the_next_working_day():
    calendar = WorkCalendar(frozenset(), frozenset(), frozenset({2026}), frozenset())
    assert next_step_due("asked", DAY, calendar) == MONDAY + timedelta(minutes=1)
    assert next_step_due("signed", DAY, calendar) is None
