"""A refund of the receipt asks for the gift or its value; nothing is kept or taken twice."""

from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from gifts.models import GiftHolder, GiftIssueLine, Reclaim
from gifts.services import issued_against
from gifts.services.reclaiming import of_refund
from refunds.models import Refund
from refunds.services.asking import ask_refund, cancel_refund, change_refund
from refunds.services.preparing import Taken
from refunds.terms import refund_terms
from tests.factories.gifts import issue, make_gift_desk
from tests.factories.paying import make_mall, pay_back
from tests.factories.refunding import approve, make_asked, make_checked, make_draft

COAT = ("羊绒大衣", "1F", "1", "250.00")
SHIRT = ("衬衫", "1F", "1", "150.00")
RICE = ("东北大米", "B1", "1", "100.00")


@pytest.fixture
def mall(db):
    return make_mall()


@pytest.fixture
def desk(mall):
    yield make_gift_desk(store=mall.store)
    assert [(line.code, line.differences) for line in prove_books() if line.wrong] == []


def paid(mall, refund: Refund) -> Refund:
    """Approved and paid back."""
    approve(refund, mall.floors)
    return pay_back(refund, mall.clerk)


def test_the_gift_comes_back_with_the_refund_and_nothing_is_kept(mall, desk):
    receipt = mall.receipt(COAT)
    made = issue(desk, receipt)
    line = made.lines.get()
    refund = make_asked(receipt, mall.clerk, gifts_back={line.pk: 1})
    assert (refund.deduction, refund.amount) == (Decimal("0.00"), Decimal("250.00"))
    assert "保温杯" in refund_terms(refund).body()
    assert desk.stock() == 9
    paid(mall, refund)
    line.refresh_from_db()
    assert (desk.stock(), line.settled) == (10, 1)
    assert GiftHolder.objects.get().pieces == 0
    assert issued_against(store=mall.store, pos="03", number=receipt.number) == ()


def test_a_gift_that_isnt_brought_is_kept_by_its_value(mall, desk):
    receipt = mall.receipt(COAT)
    issue(desk, receipt)
    refund = make_asked(receipt, mall.clerk)
    assert (refund.deduction, refund.amount) == (Decimal("49.00"), Decimal("201.00"))
    assert refund.deduction_why == "保温杯 × 1 49.00"
    paid(mall, refund)
    assert (desk.stock(), GiftIssueLine.objects.get().settled) == (9, 1)


def test_a_part_that_still_earns_the_gift_keeps_nothing(mall, desk):
    receipt = mall.receipt(COAT, SHIRT)
    issue(desk, receipt)
    assert make_draft(receipt, mall.clerk, goods={2: "1"}).deduction == 0


def test_what_an_earlier_part_kept_is_not_kept_twice(mall, desk):
    receipt = mall.receipt(SHIRT, RICE)
    issue(desk, receipt)
    first = make_asked(receipt, mall.clerk, goods={1: "1"})
    assert first.deduction == Decimal("49.00")
    paid(mall, first)
    second = make_asked(receipt, mall.clerk, goods={2: "1"})
    assert second.deduction == 0
    assert of_refund(second.document) == []


def test_for_each_full_threshold_just_the_pieces_no_longer_earned(mall):
    desk = make_gift_desk(store=mall.store, every=True)
    receipt = mall.receipt(COAT, SHIRT)
    issue(desk, receipt, pieces={desk.cup.pk: 2})
    refund = make_draft(receipt, mall.clerk, goods={2: "1"})
    assert (refund.deduction, refund.deduction_why) == (Decimal("49.00"), "保温杯 × 1 49.00")


def test_a_campaign_may_ask_all_of_it_back(mall):
    desk = make_gift_desk(store=mall.store, on_refund="all")
    receipt = mall.receipt(COAT, SHIRT)
    issue(desk, receipt)
    assert make_draft(receipt, mall.clerk, goods={2: "1"}).deduction == Decimal("49.00")


def test_two_refunds_of_one_receipt_dont_both_keep_the_gift(mall, desk):
    receipt = mall.receipt(SHIRT, RICE)
    issue(desk, receipt)
    one = make_checked(receipt, mall.clerk, goods={1: "1"})
    other = make_checked(receipt, mall.clerk, goods={2: "1"})
    assert (one.deduction, other.deduction) == (Decimal("49.00"), Decimal("49.00"))
    ask_refund(request_key=uuid4(), by=mall.clerk, now=mall.here["now"], refund_id=one.pk)
    with pytest.raises(Refused) as refused:
        ask_refund(request_key=uuid4(), by=mall.clerk, now=mall.here["now"], refund_id=other.pk)
    assert refused.value.code in ("gifts_changed", "money_changed")


def test_receipts_added_up_lose_the_gift_together(mall):
    desk = make_gift_desk(store=mall.store, most_receipts=2)
    two = [mall.receipt(SHIRT, number="501860000001"), mall.receipt(RICE, number="501860000002")]
    issue(desk, *two)
    assert make_draft(two[1], mall.clerk).deduction == Decimal("49.00")


def test_refunded_money_earns_no_gift_afterwards(mall, desk):
    receipt = mall.receipt(COAT)
    make_asked(receipt, mall.clerk)
    with pytest.raises(Refused) as refused:
        issue(desk, receipt)
    assert refused.value.code == "not_earned"


def test_a_gift_given_after_the_refund_was_prepared_stops_it(mall, desk):
    receipt = mall.receipt(COAT)
    draft = make_checked(receipt, mall.clerk)
    issue(desk, receipt)
    with pytest.raises(Refused) as refused:
        ask_refund(request_key=uuid4(), by=mall.clerk, now=mall.here["now"], refund_id=draft.pk)
    assert refused.value.code == "gifts_changed"


def test_a_refund_that_is_changed_or_cancelled_lets_go_of_the_gift(mall, desk):
    receipt = mall.receipt(COAT)
    issue(desk, receipt)
    refund, now = make_asked(receipt, mall.clerk), mall.here["now"]
    assert GiftIssueLine.objects.get().settled == 1
    change_refund(request_key=uuid4(), by=mall.clerk, now=now, refund_id=refund.pk)
    assert (GiftIssueLine.objects.get().settled, Reclaim.objects.get().state) == (0, "noted")
    cancel_refund(request_key=uuid4(), by=mall.clerk, now=now, refund_id=refund.pk, why="顾客不退了")
    assert Reclaim.objects.get().state == "dropped"


def test_an_exchange_of_equal_goods_keeps_the_gift(mall, desk):
    receipt = mall.receipt(COAT)
    issue(desk, receipt)
    floor = mall.store.floors.get(code="1F")
    refund = make_draft(
        receipt,
        mall.clerk,
        purpose=Refund.Purpose.EXCHANGE,
        taken=[Taken("羽绒服", Decimal(1), Decimal("250.00"), floor.pk)],
    )
    assert refund.deduction == 0


def test_the_page_of_the_goods_shows_the_gifts_and_takes_them_back(mall, desk, signed_in):
    receipt = mall.receipt(COAT)
    made = issue(desk, receipt)
    refund = make_draft(receipt, mall.clerk)
    client = signed_in(mall.clerk, mall.here["now"])
    page = client.get(f"/refunds/{refund.pk}/?at=goods").content.decode()
    assert f'name="gift_{made.lines.get().pk}"' in page
