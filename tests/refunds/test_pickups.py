"""Goods wait for their floor and are signed for once; the last floor closes the refund."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from deskops.clocks.models import Target
from deskops.core.refusals import Refused
from deskops.org.models import Posting
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from refunds.models import Pickup
from refunds.services.pickups import collect
from tests.factories.org import NOW, make_staff
from tests.factories.paying import pay_back
from tests.factories.refunding import RICE, SCARF

ON_PAPER = Signed(None)


@pytest.fixture
def paid(mall):
    return pay_back(mall.approved(RICE, SCARF), mall.clerk)


def pickup_of(refund, floor: str) -> Pickup:
    return refund.pickups.select_related("document", "floor").get(floor__code=floor)


def sign_for(pickup, by, *, now=NOW, key=None) -> Pickup:
    return collect(request_key=key or uuid4(), by=by, now=now, pickup_id=pickup.pk, signed=ON_PAPER)


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_each_floor_has_its_paper_due_by_the_end_of_the_day(paid, mall):
    papers = {row.floor.code: row.document for row in paid.pickups.select_related("floor", "document")}
    assert sorted(papers) == ["1F", "B1"]
    for paper in papers.values():
        assert (paper.kind, paper.number[:2], paper.origin, paper.state) == (
            "goods_pickup",
            "QH",
            paid.document,
            "waiting",
        )
    promise = Target.objects.select_related("policy", "floor").get(document=papers["B1"])
    assert (promise.policy.code, promise.role, promise.floor.code) == (
        "goods_pickup",
        "floor_supervisor",
        "B1",
    )
    assert promise.due_at == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def test_the_last_floor_closes_the_refund(paid, mall):
    first = sign_for(pickup_of(paid, "B1"), mall.floors["B1"])
    paid.refresh_from_db()
    assert (first.state, first.document.state, first.collected_by, first.collected_at, paid.state) == (
        "collected",
        "collected",
        mall.floors["B1"],
        NOW,
        "paid",
    )
    sign_for(pickup_of(paid, "1F"), mall.floors["1F"])
    paid.refresh_from_db()
    assert (paid.state, paid.document.state) == ("closed", "closed")
    assert Target.objects.filter(met_at=None).count() == 0


def test_the_supervisor_signs_for_the_goods_named(paid, mall):
    pickup = sign_for(pickup_of(paid, "B1"), mall.floors["B1"])
    signature = Signature.objects.get(document=pickup.document)
    assert (signature.role, signature.staff, signature.how) == ("receiver", mall.floors["B1"], "paper")
    assert "东北大米 × 2" in signature.body


def test_the_same_press_collects_once(paid, mall):
    key, pickup = uuid4(), pickup_of(paid, "B1")
    first = sign_for(pickup, mall.floors["B1"], key=key)
    assert sign_for(pickup, mall.floors["B1"], key=key) == first
    assert Signature.objects.filter(document=pickup.document).count() == 1


def test_nobody_collects_twice(paid, mall):
    pickup = pickup_of(paid, "B1")
    sign_for(pickup, mall.floors["B1"])
    assert refusal(lambda: sign_for(pickup, mall.floors["B1"])) == "collected_already"


def test_the_database_keeps_who_signed(paid, mall):
    pickup = pickup_of(paid, "B1")
    sign_for(pickup, mall.floors["B1"])
    with pytest.raises(IntegrityError, match="signed for"), transaction.atomic():
        Pickup.objects.filter(pk=pickup.pk).update(collected_by=mall.floors["1F"])


@pytest.mark.parametrize("who", ["1F", "clerk", "finance", "manager"])
def test_another_floors_goods_are_not_taken(paid, mall, who):
    others = {"clerk": mall.clerk, "finance": mall.finance, "manager": mall.manager}
    by = others.get(who) or mall.floors[who]
    assert refusal(lambda: sign_for(pickup_of(paid, "B1"), by)) == "not_your_floor"


def test_the_store_manager_collects_while_the_supervisor_is_absent(paid, mall):
    mall.floors["B1"].is_active = False
    mall.floors["B1"].save(update_fields=["is_active"])
    assert sign_for(pickup_of(paid, "B1"), mall.manager).collected_by == mall.manager


def test_a_deputy_collects(paid, mall):
    deputy = make_staff("7001", store=mall.store)
    own = Posting.objects.get(staff=mall.floors["B1"])
    Posting.objects.create(
        staff=deputy,
        role=own.role,
        floor=own.floor,
        starts=NOW.date(),
        ends=NOW.date(),
        deputy_for=own.staff,
        named_by=mall.manager,
    )
    assert sign_for(pickup_of(paid, "B1"), deputy).collected_by == deputy


def test_goods_collected_the_next_day_are_late(paid, mall):
    pickup = sign_for(pickup_of(paid, "B1"), mall.floors["B1"], now=NOW + timedelta(days=1))
    promise = Target.objects.get(document=pickup.document)
    assert (promise.missed_at, promise.met_by) == (promise.due_at, mall.floors["B1"])
