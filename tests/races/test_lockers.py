"""One box, one found item, one tag under many hands: once each; with the control that isn't kept."""

from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from lockers.models import BoxUse, Claim, CustodyStep, FoundItem
from lockers.services.boxes import give_box, take_back
from lockers.services.custody import pass_on
from lockers.services.losses import claim_item
from lockers.services.people import Who
from tests.factories.lockers import ON_PAPER, SHOWN, make_lockers

from .crowd import FEWER, HANDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lockers(transactional_db):
    return make_lockers()


def claim(lockers, item):
    told = {"who": SHOWN, "told": "伞柄刻字", "signed": ON_PAPER}
    return claim_item(request_key=uuid4(), by=lockers.clerk, now=lockers.now, item_id=item.pk, **told)


def test_one_box_is_given_out_once(lockers):
    box = lockers.cabinet(1).boxes.get()
    with crowd() as together:
        for _round in range(FEWER):
            codes = together.codes(
                lambda _hand: give_box(
                    request_key=uuid4(), by=lockers.clerk, now=lockers.now, box_id=box.pk, who=Who()
                )
            )
            assert codes == [""] + ["box_given"] * (HANDS - 1)
            take_back(**lockers.here(), box_id=box.pk)
    assert BoxUse.objects.count() == FEWER


def test_the_control_that_looks_without_lock_and_key_gives_it_out_sixteen_times(lockers):
    box = lockers.cabinet(1).boxes.get()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX lockers_box_given_once")
    looked = Barrier(HANDS)

    def look_then_give(_hand: int) -> bool:
        free = not BoxUse.objects.filter(box=box, ended_at__isnull=True).exists()
        looked.wait(timeout=60)
        if free:
            BoxUse.objects.create(
                box=box, business_date="2026-11-21", given_by=lockers.clerk, given_at=lockers.now
            )
        return free

    with crowd() as together:
        assert together(look_then_give) == [True] * HANDS
    assert BoxUse.objects.filter(box=box, ended_at__isnull=True).count() == HANDS


def test_one_found_item_is_claimed_once(lockers):
    with crowd() as together:
        for _round in range(FEWER):
            item = lockers.found()
            codes = together.codes(lambda _hand, item=item: claim(lockers, item))
            assert codes == [""] + ["item_gone"] * (HANDS - 1)
            steps = item.custody.order_by("position")
            assert list(steps.values_list("position", flat=True)) == [1, 2]
    assert Claim.objects.count() == FEWER


def test_the_control_that_looks_without_lock_and_key_claims_it_sixteen_times(lockers):
    item, person = lockers.found(), lockers.loss().owner
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lockers_claim DROP CONSTRAINT lockers_claim_item_id_key")
    looked = Barrier(HANDS)
    papers = [lockers.deposit().document for _hand in range(HANDS)]

    def look_then_claim(hand: int) -> bool:
        here = FoundItem.objects.filter(pk=item.pk, state="kept").exists()
        looked.wait(timeout=60)
        if here:
            Claim.objects.create(document=papers[hand], item=item, claimant=person, told="黑伞")
        return here

    with crowd() as together:
        assert together(look_then_claim) == [True] * HANDS
    assert Claim.objects.filter(item=item).count() == HANDS


def test_an_item_is_claimed_or_passed_on_and_the_chain_has_no_gap(lockers):
    with crowd(4) as together:
        for _round in range(FEWER):
            item = lockers.found()

            def act(hand: int, item: FoundItem = item) -> object:
                if hand % 2:
                    return claim(lockers, item)
                return pass_on(
                    request_key=uuid4(),
                    by=lockers.second,
                    now=lockers.now,
                    item_ids=[item.pk],
                    giver=lockers.clerk,
                )

            codes = together.codes(act)
            assert codes.count("") == 1
            assert set(codes[1:]) <= {"item_gone", "not_the_holder"}
            steps = CustodyStep.objects.filter(item=item).order_by("position")
            assert [step.position for step in steps] == [1, 2]
