"""One receipt under many hands: reserved, paid and collected once; each with the control that isn't kept."""

from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.calendar import local_date
from deskops.ledger.proofs import prove_books
from deskops.org.models import Role
from deskops.papers.forms import Signed
from refunds.models import Pickup, PurchaseTender, Refund, RefundTender, StepEntry
from refunds.services.asking import ask_refund, change_refund
from refunds.services.paying import record_step, record_transfer
from refunds.services.pickups import collect
from refunds.services.preparing import WayOut, check
from tests.factories.org import NOW, make_staff
from tests.factories.paying import PAYEE, make_mall, money_of, pay_back, recipe_of, slip_for, walk
from tests.factories.refunding import RICE, approve, make_approved, make_checked, make_receipt

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

SWEET = ("麦芽糖", "B1", "1", "0.50")
SIGNED = Signed(None)


@pytest.fixture
def mall(transactional_db):
    return make_mall()


@pytest.fixture
def proved(mall):
    yield mall
    assert [line.code for line in prove_books() if line.wrong] == []


def sweets(mall, number: int):
    return make_receipt(mall.store, SWEET, number=f"R{number:06d}")


def off(table: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def press(mall, service, refund: Refund, **more):
    """One clerk's act on a refund, each time a press of its own."""
    return service(request_key=uuid4(), by=mall.clerk, now=NOW, refund_id=refund.pk, **more)


def check_again(mall, refund: Refund) -> Refund:
    return press(mall, check, refund, cards={}, invoice=Refund.Invoice.NONE)


def test_one_receipt_is_reserved_and_refunded_once(proved):
    """Sixteen refunds of all the goods of one receipt: one may ask; taken back, all sixteen ask again."""
    receipt = sweets(proved, 1)
    drafts = [make_checked(receipt, proved.clerk) for _hand in range(HANDS)]
    with crowd() as together:
        for _round in range(ROUNDS):
            codes = together.codes(lambda hand: press(proved, ask_refund, drafts[hand]))
            assert (codes[0], len([code for code in codes if code == ""])) == ("", 1)
            assert set(codes[1:]) <= {"money_changed", "too_many", "more_than_paid"}
            paid = PurchaseTender.objects.get(purchase__number=receipt.number)
            assert (paid.paid, paid.reserved, paid.refunded) == (Decimal("0.50"), Decimal("0.50"), 0)
            first = Refund.objects.get(state="asked")
            press(proved, change_refund, first)
            check_again(proved, first)


def test_the_control_without_lock_and_trigger_reserves_sixteen_times(mall):
    receipt = sweets(mall, 1)
    drafts = [make_checked(receipt, mall.clerk) for _hand in range(HANDS)]
    off("refunds_refundtender", "refunds_money_held")
    looked = Barrier(HANDS)

    def look_then_reserve(hand: int) -> bool:
        money = money_of(drafts[hand], "cash")
        fits: bool = PurchaseTender.objects.filter(
            pk=money.paid_id, paid__gte=F("reserved") + F("refunded") + money.amount
        ).exists()
        looked.wait(timeout=60)
        if fits:
            RefundTender.objects.filter(pk=money.pk).update(holding="reserved")
        return fits

    with crowd() as together:
        assert together(look_then_reserve) == [True] * HANDS
    reserved = RefundTender.objects.filter(holding="reserved").values_list("amount", flat=True)
    assert sum(reserved) == Decimal("8.00")


def test_the_same_step_is_recorded_once_and_the_money_moves_once(proved):
    refunds, rounds = 0, 0
    with crowd() as together:
        while rounds < ROUNDS:
            refund = make_approved(sweets(proved, refunds), proved.clerk, proved.floors)
            money = money_of(refund, "cash")
            for step in recipe_of(money):
                asked = {"money_id": money.pk, "position": step.position, "value": slip_for(step, money)}
                codes = together.codes(
                    lambda _hand, asked=asked: record_step(
                        request_key=uuid4(), by=proved.clerk, now=NOW, **asked
                    )
                )
                assert codes == [""] + ["step_done"] * (HANDS - 1)
                rounds += 1
            refunds += 1
            assert PurchaseTender.objects.get(pk=money.paid_id).refunded == Decimal("0.50")
            assert proved.till == Decimal(500) - refunds * Decimal("0.50")


def test_the_control_that_looks_without_the_lock_does_a_step_sixteen_times(mall):
    money = money_of(make_approved(sweets(mall, 1), mall.clerk, mall.floors), "cash")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX refunds_step_done_once")
    looked = Barrier(HANDS)

    def look_then_do(_hand: int) -> None:
        at = RefundTender.objects.values_list("steps_done", flat=True).get(pk=money.pk) + 1
        looked.wait(timeout=60)
        StepEntry.objects.create(refund_tender=money, position=at, outcome="done", by=mall.clerk, at=NOW)
        RefundTender.objects.filter(pk=money.pk).update(steps_done=at)

    with crowd() as together:
        together(look_then_do)
    assert StepEntry.objects.filter(refund_tender=money, position=1).count() == HANDS


def test_an_approved_refund_is_changed_or_paid_never_both(proved):
    """Half the hands change it, half do its first step; what was only changed is approved anew."""
    refund, made = None, 0
    with crowd() as together:
        for _round in range(ROUNDS):
            if refund is None:
                made += 1
                refund = make_approved(sweets(proved, made), proved.clerk, proved.floors)
            money = money_of(refund, "cash")

            def act(hand: int, refund: Refund = refund, money: RefundTender = money) -> Refund:
                if hand % 2:
                    return press(proved, change_refund, refund)
                return record_step(
                    request_key=uuid4(), by=proved.clerk, now=NOW, money_id=money.pk, position=1
                )

            codes = together.codes(act)
            assert codes[:2].count("") == 1
            refund.refresh_from_db()
            money.refresh_from_db()
            assert (refund.state, money.holding, money.steps_done) in [
                ("draft", "released", 0),
                ("paying", "reserved", 1),
            ]
            refund = approved_again(proved, refund) if refund.state == "draft" else None


def approved_again(mall, refund: Refund) -> Refund:
    check_again(mall, refund)
    press(mall, ask_refund, refund)
    approve(refund, mall.floors)
    return Refund.objects.get(pk=refund.pk)


def test_what_is_changed_while_it_is_approved_is_not_approved(proved):
    """One hand changes the refund while fifteen approve it, round after round of the same refund."""
    supervisor = proved.floors["B1"]
    refund = make_checked(sweets(proved, 1), proved.clerk)
    with crowd() as together:
        for _round in range(ROUNDS):
            refund = press(proved, ask_refund, refund)
            approval = Approval.objects.get(document=refund.document, decision=Decision.PENDING)

            def act(hand: int, refund: Refund = refund, approval: Approval = approval) -> object:
                if hand == HANDS // 2:
                    return press(proved, change_refund, refund)
                return decide(
                    request_key=uuid4(),
                    approval_id=approval.pk,
                    by=supervisor,
                    decision=Decision.APPROVED,
                    now=NOW,
                )

            codes = together.codes(act)
            assert codes.count("") in (1, 2)
            refund.refresh_from_db()
            approval.refresh_from_db()
            assert (refund.state, approval.decision) == ("draft", "void")
            assert set(refund.tenders.values_list("holding", flat=True)) == {"released", "none"}
            check_again(proved, refund)


def test_the_control_that_looks_without_the_lock_changes_and_pays(mall):
    refund = make_approved(sweets(mall, 1), mall.clerk, mall.floors)
    off("refunds_refund", "refunds_refund_goes_on")
    looked = Barrier(HANDS)

    def look_then_move(hand: int) -> bool:
        approved: bool = Refund.objects.filter(pk=refund.pk, state="approved").exists()
        looked.wait(timeout=60)
        if approved:
            Refund.objects.filter(pk=refund.pk).update(state="draft" if hand % 2 else "paying")
        return approved

    with crowd() as together:
        assert together(look_then_move) == [True] * HANDS


def with_finance(mall) -> list[RefundTender]:
    """A transfer for each hand that waits for finance, each of a refund of its own."""
    out = WayOut(["bank_card"], Refund.WayOut.CARD_CANCELLED, "卡已销户", **PAYEE)
    waiting = []
    for number in range(HANDS):
        paid = {"number": f"R{number:06d}", "paid": {"bank_card": "41.66"}}
        money = money_of(mall.approved(RICE, days=2, way_out=out, **paid), "bank_card")
        walk(money, mall.clerk, upto=2)
        waiting.append(money)
    return waiting


def test_one_slip_of_the_bank_pays_one_refund(proved):
    """Sixteen hands of finance write one slip down for different refunds, slip after slip."""
    waiting = with_finance(proved)
    with crowd() as together:
        for slip in range(HANDS):

            def act(hand: int, slip: str = f"HD{slip}", left: list[RefundTender] = waiting) -> object:
                asked = {"money_id": left[hand % len(left)].pk, "reference": slip, "on": local_date(NOW)}
                return record_transfer(request_key=uuid4(), by=proved.finance, now=NOW, **asked)

            codes = together.codes(act)
            assert codes.count("") == 1
            assert set(codes[1:]) <= {"reference_used", "refund_state"}
            waiting = [money for money in waiting if not is_done(money)]
    assert waiting == []


def is_done(money: RefundTender) -> bool:
    money.refresh_from_db()
    return money.state == "done"


def test_the_control_that_looks_without_the_key_writes_one_slip_down_sixteen_times(mall):
    waiting, slip = with_finance(mall), {"reference": "HD1", "trade_date": local_date(NOW)}
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX refunds_transfer_once")
    looked = Barrier(HANDS)

    def look_then_write(hand: int) -> bool:
        unused = not RefundTender.objects.filter(way="transfer", **slip).exists()
        looked.wait(timeout=60)
        if unused:
            RefundTender.objects.filter(pk=waiting[hand].pk).update(**slip)
        return unused

    with crowd() as together:
        assert together(look_then_write) == [True] * HANDS
    assert RefundTender.objects.filter(way="transfer", **slip).count() == HANDS


def test_goods_are_collected_once(proved):
    """One refund of as many floors as rounds, a supervisor of the whole store."""
    floors = [f"F{n}" for n in range(ROUNDS)]
    mall = make_mall("S2", floors=tuple(floors))
    everywhere = make_staff("2999", Role.FLOOR_SUPERVISOR, store=mall.store)
    goods = [(f"货{floor}", floor, "1", "0.10") for floor in floors]
    receipt = make_receipt(mall.store, *goods)
    refund = make_approved(receipt, mall.clerk, dict.fromkeys(floors, everywhere))
    pay_back(refund, mall.clerk)
    with crowd() as together:
        for pickup in Pickup.objects.filter(refund=refund):
            codes = together.codes(
                lambda _hand, pickup=pickup: collect(
                    request_key=uuid4(), by=everywhere, now=NOW, pickup_id=pickup.pk, signed=SIGNED
                )
            )
            assert codes == [""] + ["collected_already"] * (HANDS - 1)
    refund.refresh_from_db()
    assert refund.state == "closed"


def naive(pickup: Pickup, looked: Barrier, by: int, _hand: int) -> bool:
    waits: bool = Pickup.objects.filter(pk=pickup.pk, state="waiting").exists()
    looked.wait(timeout=60)
    if waits:
        Pickup.objects.filter(pk=pickup.pk).update(state="collected", collected_by=by, collected_at=NOW)
    return waits


def test_the_control_without_lock_and_trigger_collects_sixteen_times(mall):
    refund = pay_back(make_approved(sweets(mall, 1), mall.clerk, mall.floors), mall.clerk)
    off("refunds_pickup", "refunds_collected_stays")
    act = partial(naive, refund.pickups.get(), Barrier(HANDS), mall.clerk.pk)
    with crowd() as together:
        assert together(act) == [True] * HANDS
