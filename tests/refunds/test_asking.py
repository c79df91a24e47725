"""From the receipt to the approvals: what is chosen, checked, reserved, and what lets it go again."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide, require_approved
from deskops.core.refusals import Refused
from deskops.org.models import Role
from refunds.models import Holding, Purchase, PurchaseTender, Refund
from refunds.services.asking import ask_refund, cancel_refund, change_refund
from refunds.services.opening import open_refund
from refunds.services.preparing import Taken, WayOut
from refunds.services.purchases import Typed, TypedLine
from refunds.terms import refund_terms
from tests.factories.org import NOW, make_staff, make_store
from tests.factories.refunding import (
    RICE,
    SCARF,
    approve,
    make_approved,
    make_asked,
    make_checked,
    make_draft,
    make_receipt,
    make_rule,
    make_supervisors,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db):
    make_rule()
    return make_store()


@pytest.fixture
def clerk(store):
    return make_staff("1001", Role.CLERK, store=store)


@pytest.fixture
def floors(store):
    return make_supervisors(store)


def held(refund: Refund) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Paid, asked for and refunded of the refund's purchase, by tender."""
    rows = refund.purchase.tenders.select_related("tender")
    return {row.tender.code: (row.paid, row.reserved, row.refunded) for row in rows}


def shares(refund: Refund, holding: Holding = Holding.NONE) -> dict[str, str]:
    rows = refund.tenders.filter(holding=holding).select_related("tender")
    return {row.tender.code: str(row.amount) for row in rows}


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


MIXED = {"cash": "41.66", "stored_value": "27.78"}


def test_a_mixed_purchase_goes_back_in_proportion(store, clerk):
    receipt = make_receipt(store, RICE, SCARF, paid=MIXED)
    refund = make_draft(receipt, clerk, goods={1: "1"})
    assert refund.amount == Decimal("20.83")
    assert shares(refund) == {"cash": "12.50", "stored_value": "8.33"}


def test_a_refund_of_goods_sold_elsewhere_names_the_store(store, clerk):
    other = make_store("S2")
    receipt = make_receipt(other)
    with pytest.raises(Refused) as refused:
        open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, receipt_id=receipt.pk)
    assert (refused.value.code, str(other) in str(refused.value)) == ("sold_elsewhere", True)
    assert not Refund.objects.exists()


def test_the_same_press_twice_opens_one_refund(store, clerk):
    receipt, key = make_receipt(store), uuid4()
    first, second = (
        open_refund(request_key=key, by=clerk, store=store, now=NOW, receipt_id=receipt.pk) for _ in "12"
    )
    assert (first, Refund.objects.count()) == (second, 1)


def typed(**changes) -> Typed:
    floor = changes.pop("floor_id")
    fields = {
        "pos": "03",
        "number": "7001",
        "bought_at": NOW - timedelta(hours=1),
        "lines": [TypedLine("东北大米", Decimal(2), Decimal("41.66"), floor)],
        "paid": {"cash": Decimal("41.66")},
        **changes,
    }
    return Typed(**fields)


def test_a_receipt_not_yet_imported_is_typed_and_says_so(store, clerk, floors):
    floor = store.floors.get(code="B1").pk
    refund = open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, typed=typed(floor_id=floor))
    assert refund.purchase.state == Purchase.State.UNVERIFIED
    assert refund.purchase.sighted_by == clerk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bought_at": NOW + timedelta(minutes=1)}, "time_to_come"),
        ({"paid": {"cash": Decimal("41.65")}}, "paid_differs"),
        ({"lines": []}, "no_goods"),
        ({"paid": {"cash": Decimal("42.66"), "bank_card": Decimal(-1)}}, "paid_negative"),
    ],
)
def test_a_typed_receipt_that_cannot_be(store, clerk, changes, code):
    floor = store.floors.get(code="B1").pk
    paper = typed(floor_id=floor, **changes)
    assert (
        refusal(lambda: open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, typed=paper)) == code
    )
    assert not Purchase.objects.exists()


@pytest.mark.parametrize(("pos", "minutes"), [("3", 0), ("", 90)])
def test_a_receipt_that_is_here_is_not_typed_under_another_pos(store, clerk, pos, minutes):
    receipt = make_receipt(store, RICE, number="7001")
    paper = typed(
        floor_id=store.floors.get(code="B1").pk,
        pos=pos,
        bought_at=receipt.bought_at - timedelta(minutes=minutes),
    )
    begin = partial(open_refund, request_key=uuid4(), by=clerk, store=store, now=NOW, typed=paper)
    assert refusal(begin) == "receipt_is_here"


def test_a_receipt_of_another_pos_may_have_the_same_number(store, clerk):
    make_receipt(store, RICE, number="7001", bought_at=NOW - timedelta(hours=3))
    paper = typed(floor_id=store.floors.get(code="B1").pk, pos="04")
    refund = open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, typed=paper)
    assert refund.purchase.state == Purchase.State.UNVERIFIED


def test_a_paper_is_typed_once_however_its_pos_is_written(store, clerk):
    floor = store.floors.get(code="B1").pk
    first = typed(floor_id=floor, pos="03")
    open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, typed=first)
    again = typed(floor_id=floor, pos="3")
    begin = partial(open_refund, request_key=uuid4(), by=clerk, store=store, now=NOW, typed=again)
    assert refusal(begin) == "typed_already"


def test_a_floor_of_another_store_is_refused(store, clerk):
    paper = typed(floor_id=make_store("S2").floors.first().pk)
    assert (
        refusal(lambda: open_refund(request_key=uuid4(), by=clerk, store=store, now=NOW, typed=paper))
        == "floor_unknown"
    )


def test_asking_reserves_and_asks_every_floor(store, clerk, floors):
    receipt = make_receipt(store, RICE, SCARF, paid={"cash": "41.66", "bank_card": "27.78"})
    refund = make_asked(receipt, clerk)
    assert refund.state == Refund.State.ASKED
    assert held(refund) == {
        "cash": (Decimal("41.66"), Decimal("41.66"), Decimal(0)),
        "bank_card": (Decimal("27.78"), Decimal("27.78"), Decimal(0)),
    }
    asked = Approval.objects.filter(document=refund.document).values_list("role", "floor__code", "decision")
    assert sorted(asked) == [
        ("floor_supervisor", "1F", "pending"),
        ("floor_supervisor", "B1", "pending"),
    ]


def test_all_floors_must_agree(store, clerk, floors):
    refund = make_asked(make_receipt(store, RICE, SCARF), clerk)
    first, second = Approval.objects.filter(document=refund.document).select_related("floor").order_by("pk")
    decide(
        request_key=uuid4(),
        approval_id=first.pk,
        by=floors[first.floor.code],
        decision=Decision.APPROVED,
        now=NOW,
    )
    refund.refresh_from_db()
    assert refund.state == Refund.State.ASKED
    decide(
        request_key=uuid4(),
        approval_id=second.pk,
        by=floors[second.floor.code],
        decision=Decision.REJECTED,
        now=NOW,
        note="吊牌已剪",
    )
    refund.refresh_from_db()
    assert refund.state == Refund.State.REJECTED
    assert held(refund) == {"cash": (Decimal("69.44"), Decimal(0), Decimal(0))}
    assert shares(refund) == {"cash": "69.44"}


def test_what_was_approved_is_what_is_carried_out(store, clerk, floors):
    refund = make_approved(make_receipt(store, RICE, SCARF), clerk, floors)
    assert refund.state == Refund.State.APPROVED
    require_approved(document=refund.document, terms=refund_terms(refund))


def test_a_change_kills_the_approval_and_frees_the_money(store, clerk, floors):
    refund = make_approved(make_receipt(store), clerk, floors)
    refund = change_refund(request_key=uuid4(), by=clerk, now=NOW, refund_id=refund.pk)
    assert (refund.state, refund.checked) == (Refund.State.DRAFT, False)
    assert held(refund) == {"cash": (Decimal("41.66"), Decimal(0), Decimal(0))}
    assert shares(refund) == {"cash": "41.66"}
    assert shares(refund, Holding.RELEASED) == {"cash": "41.66"}
    assert {one.decision for one in Approval.objects.filter(document=refund.document)} == {Decision.VOID}
    assert (
        refusal(lambda: require_approved(document=refund.document, terms=refund_terms(refund)))
        == "not_approved"
    )


def test_what_is_asked_for_is_not_there_for_another_refund(store, clerk, floors):
    receipt = make_receipt(store)
    make_asked(receipt, clerk, goods={1: "1"})
    assert refusal(lambda: make_draft(receipt, clerk, goods={1: "2"})) == "too_many"
    second = make_asked(receipt, clerk, goods={1: "1"})
    assert held(second) == {"cash": (Decimal("41.66"), Decimal("41.66"), Decimal(0))}


def test_two_drafts_of_the_same_goods_are_asked_once(store, clerk, floors):
    receipt = make_receipt(store)
    one, other = make_checked(receipt, clerk), make_checked(receipt, clerk)
    ask_refund(request_key=uuid4(), by=clerk, now=NOW, refund_id=one.pk)
    code = refusal(lambda: ask_refund(request_key=uuid4(), by=clerk, now=NOW, refund_id=other.pk))
    assert code == "more_than_paid"
    assert held(one) == {"cash": (Decimal("41.66"), Decimal("41.66"), Decimal(0))}


def test_cancelled_leaves_everything_as_it_was(store, clerk, floors):
    refund = make_approved(make_receipt(store), clerk, floors)
    refund = cancel_refund(request_key=uuid4(), by=clerk, now=NOW, refund_id=refund.pk, why="顾客改变主意")
    assert refund.state == Refund.State.CANCELLED
    assert held(refund) == {"cash": (Decimal("41.66"), Decimal(0), Decimal(0))}
    line = refund.purchase.lines.get()
    assert (line.reserved, line.returned) == (Decimal(0), Decimal(0))
    assert (
        refusal(lambda: change_refund(request_key=uuid4(), by=clerk, now=NOW, refund_id=refund.pk))
        == "refund_state"
    )


def test_goods_out_of_their_days_say_until_when(store, clerk):
    make_rule("生鲜", days=None, refund_hours=24, exchange_days=None)
    receipt = make_receipt(store, category="生鲜", bought_at=NOW - timedelta(hours=25))
    with pytest.raises(Refused) as refused:
        make_draft(receipt, clerk)
    assert refused.value.code == "not_returnable"
    assert "2026-11-21 10:00" in str(refused.value)


def test_day_sixteen_of_a_bank_card_needs_the_exception_with_two_approvals(store, clerk, floors):
    make_rule("百货", days=30)
    receipt = make_receipt(store, bought_at=NOW - timedelta(days=16), paid={"bank_card": "41.66"})
    assert refusal(lambda: make_checked(receipt, clerk)) == "terminal_closed"
    out = WayOut(
        ["bank_card"],
        Refund.WayOut.TERMINAL_CLOSED,
        "银联机已过15日",
        "单心",
        "工商银行",
        "6222020200012345678",
    )
    refund = make_asked(receipt, clerk, way_out=out)
    row = refund.tenders.get(holding=Holding.RESERVED)
    assert (row.tender.code, row.out_tender.code, row.is_exception) == ("bank_card", "bank_transfer", True)
    asked = Approval.objects.filter(document=refund.document).values_list("role", "step")
    assert sorted(asked) == [("finance", 2), ("floor_supervisor", 1)]
    finance = make_staff("3001", Role.FINANCE, store=store)
    approve(refund, floors, finance=finance)
    refund.refresh_from_db()
    assert refund.state == Refund.State.APPROVED


def test_cash_has_no_way_out(store, clerk):
    out = WayOut(
        ["cash"], Refund.WayOut.CARD_CANCELLED, "想要转账", "单心", "工商银行", "6222020200012345678"
    )
    receipt = make_receipt(store)
    assert refusal(lambda: make_checked(receipt, clerk, way_out=out)) == "no_way_out"


def test_an_invoice_comes_back_with_its_number(store, clerk):
    receipt = make_receipt(store)
    code = refusal(lambda: make_checked(receipt, clerk, invoice=Refund.Invoice.RETURNED))
    assert code == "invoice_number_missing"


@pytest.mark.parametrize(
    ("price", "to_pay", "to_refund"),
    [("50.00", "8.34", "0.00"), ("41.66", "0.00", "0.00"), ("30", "0.00", "11.66")],
)
def test_an_exchange_pays_or_refunds_the_difference(store, clerk, price, to_pay, to_refund):
    floor = store.floors.get(code="1F").pk
    refund = make_draft(
        make_receipt(store),
        clerk,
        purpose=Refund.Purpose.EXCHANGE,
        taken=[Taken("纯棉毛巾", Decimal(1), Decimal(price), floor)],
    )
    assert (str(refund.to_pay), str(refund.amount)) == (to_pay, to_refund)


def test_a_refund_takes_nothing_instead(store, clerk):
    floor = store.floors.get(code="1F").pk
    taken = [Taken("纯棉毛巾", Decimal(1), Decimal(5), floor)]
    receipt = make_receipt(store)
    assert refusal(lambda: make_draft(receipt, clerk, taken=taken)) == "taken_with_refund"


def test_the_last_of_three_takes_the_rest_though_it_was_chosen_before_the_others(store, clerk):
    receipt = make_receipt(store, ("毛巾", "B1", "3", "10.00"))
    drafts = [make_checked(receipt, clerk, goods={1: "1"}) for _n in range(3)]
    ask = [
        partial(ask_refund, request_key=uuid4(), by=clerk, now=NOW, refund_id=draft.pk) for draft in drafts
    ]
    ask[0]()
    assert [refusal(one) for one in ask[1:]] == ["money_changed", "money_changed"]
    for _n in range(2):
        make_asked(receipt, clerk, goods={1: "1"})
    assert PurchaseTender.objects.get().reserved == Decimal("10.00")


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"why": ""}, "why_missing"),
        ({"words": " "}, "why_missing"),
        ({"payee_name": ""}, "payee_missing"),
        ({"payee_account": " "}, "payee_missing"),
    ],
)
def test_the_exception_is_explained_and_names_its_account_when_it_is_prepared(store, clerk, missing, code):
    receipt = make_receipt(store, RICE, paid={"bank_card": "41.66"})
    told = {
        "why": Refund.WayOut.CARD_CANCELLED,
        "words": "银行卡已注销",
        "payee_name": "张三",
        "payee_bank": "中国银行",
        "payee_account": "6222020200001234",
    }
    way_out = WayOut(tenders=["bank_card"], **told | missing)
    assert refusal(lambda: make_checked(receipt, clerk, way_out=way_out)) == code


def test_what_came_by_transfer_names_the_account_it_goes_back_to(store, clerk):
    receipt = make_receipt(store, RICE, paid={"bank_transfer": "41.66"})
    assert refusal(lambda: make_checked(receipt, clerk)) == "payee_missing"
