"""Gifts between warehouse, desk and head office: nothing is lost on the way."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from deskops.handoffs.services import Agreed, Found, dispute, find, find_rest_same, receive, send, settle
from deskops.org.access import access_of
from deskops.org.models import Role
from deskops.org.services import post
from gifts.handing import Given
from gifts.models import GiftRequest, Place
from gifts.queries.office import by_store, needs
from gifts.services.arriving import arrive
from gifts.services.asking import ask_gifts, hand_over, open_central, plan_purchase, ship
from gifts.services.moving import place_of
from tests.factories.gifts import bring, make_campaign
from tests.factories.org import NOW, STARTS, TODAY, make_staff, make_store

Kind = Place.Kind


def drawn(desk, pieces: int):
    """A draw of cups, sent by the warehouse."""
    made = hand_over(
        request_key=uuid4(),
        kind="gift_draw",
        store=desk.store,
        gifts=[Given(desk.cup, pieces, desk.campaign)],
        by=desk.clerk,
        now=NOW,
    )
    send(request_key=uuid4(), handoff_id=made.pk, by=desk.keeper, now=NOW)
    return made


def test_what_was_sent_lies_on_the_way_until_it_is_received(proved):
    bring(proved.store, proved.keeper, (proved.cup, 8))
    made = drawn(proved, 5)
    line = made.lines.get()
    assert (line.quantity, line.values["campaign"], line.values["unit"]) == (5, "满额赠", "个")
    assert [proved.stock(kind) for kind in (Kind.WAREHOUSE, Kind.TRANSIT, Kind.DESK)] == [3, 5, 10]
    find_rest_same(request_key=uuid4(), handoff_id=made.pk, by=proved.clerk, now=NOW)
    receive(request_key=uuid4(), handoff_id=made.pk, by=proved.clerk, now=NOW)
    assert [proved.stock(kind) for kind in (Kind.WAREHOUSE, Kind.TRANSIT, Kind.DESK)] == [3, 0, 15]


def test_what_both_agree_was_missing_is_the_givers_again(proved):
    bring(proved.store, proved.keeper, (proved.cup, 8))
    made = drawn(proved, 5)
    key = {"handoff_id": made.pk, "now": NOW}
    found = {1: Found(quantity=4, reason="少一个")}
    find(request_key=uuid4(), found=found, by=proved.clerk, **key)
    dispute(request_key=uuid4(), by=proved.clerk, **key)
    agreed = {1: Agreed("仓库漏装", quantity=4)}
    settle(request_key=uuid4(), agreed=agreed, by=proved.keeper, **key)
    receive(request_key=uuid4(), by=proved.clerk, **key)
    assert [proved.stock(kind) for kind in (Kind.WAREHOUSE, Kind.TRANSIT, Kind.DESK)] == [4, 0, 14]


def test_the_warehouse_sends_no_more_than_it_has(proved):
    with pytest.raises(Refused) as refused:
        drawn(proved, 1)
    assert refused.value.code == "gifts_short"


def test_leftovers_go_back_to_the_warehouse(proved):
    made = hand_over(
        request_key=uuid4(),
        kind="gift_return",
        store=proved.store,
        gifts=[Given(proved.cup, 10, proved.campaign)],
        by=proved.clerk,
        now=NOW,
    )
    send(request_key=uuid4(), handoff_id=made.pk, by=proved.clerk, now=NOW)
    find_rest_same(request_key=uuid4(), handoff_id=made.pk, by=proved.keeper, now=NOW)
    receive(request_key=uuid4(), handoff_id=made.pk, by=proved.keeper, now=NOW)
    assert [proved.stock(kind) for kind in (Kind.WAREHOUSE, Kind.DESK)] == [10, 0]


def test_a_store_asks_the_service_manager_approves_head_office_sends(proved):
    office = make_store("HQ")
    manager = make_staff("1201HQ", Role.SERVICE_MANAGER, store=office)
    head = make_staff("6009")
    post(staff=head, role=Role.WAREHOUSE, starts=STARTS)
    central = open_central(request_key=uuid4(), store=office, by=manager, now=NOW)
    arrive(
        request_key=uuid4(),
        store=office,
        place=central,
        gifts=[Given(proved.cup, 50)],
        supplier="厂家",
        slip="",
        by=head,
        now=NOW,
    )
    request = ask_gifts(request_key=uuid4(), gifts=[Given(proved.cup, 30)], why="周年庆", **proved.here)
    with pytest.raises(Refused) as refused:
        ship(request_key=uuid4(), request_id=request.pk, by=head, now=NOW)
    assert refused.value.code == "not_approved"
    approval = Approval.objects.get(document=request.document)
    decide(request_key=uuid4(), approval_id=approval.pk, by=manager, decision=Decision.APPROVED, now=NOW)
    made = ship(request_key=uuid4(), request_id=request.pk, by=head, now=NOW)
    with pytest.raises(Refused) as refused:
        send(request_key=uuid4(), handoff_id=made.pk, by=proved.keeper, now=NOW)
    assert refused.value.code == "not_central"
    send(request_key=uuid4(), handoff_id=made.pk, by=head, now=NOW)
    assert GiftRequest.objects.get().state == "sent"
    find_rest_same(request_key=uuid4(), handoff_id=made.pk, by=proved.keeper, now=NOW)
    receive(request_key=uuid4(), handoff_id=made.pk, by=proved.keeper, now=NOW)
    assert proved.stock(Kind.WAREHOUSE) == 30
    rows = {row.store.code: row for row in by_store(access_of(head, today=TODAY), TODAY, TODAY)}
    assert (rows["HQ"].in_stock, rows["S1"].in_stock) == (20, 40)
    with pytest.raises(Refused) as refused:
        open_central(request_key=uuid4(), store=proved.store, by=manager, now=NOW)
    assert refused.value.code == "one_central"


def test_a_plan_is_worked_out_from_what_was_issued_and_the_campaigns_ahead(proved):
    """Four cups on 21 days of one campaign; 61 days of it ahead need twelve, ten of sixteen lie there."""
    for number in range(4):
        proved.issue(proved.receipt(), telephone=f"1391111000{number}")
    make_campaign(proved.store, proved.clerk, proved.cup, name="后续", ends=date(2027, 1, 20))
    access = access_of(proved.clerk, today=TODAY)
    (need,) = needs(access, date(2026, 11, 1), TODAY, date(2027, 1, 20))
    assert (need.issued, need.needed, need.in_stock, need.quantity) == (4, 12, 6, 6)
    plan = plan_purchase(
        request_key=uuid4(),
        needs=[need],
        since=date(2026, 11, 1),
        until=TODAY,
        ahead=date(2027, 1, 20),
        words="",
        **proved.here,
    )
    assert plan.document.amount == Decimal("294.00")
    assert Approval.objects.get(document=plan.document).role == Role.GENERAL_MANAGER
    assert place_of(proved.store, Kind.DESK).store == proved.store
