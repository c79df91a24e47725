"""An order given back: before activation whole, after it the unused cards, the way it was paid."""

from decimal import Decimal
from uuid import uuid4

import pytest

from cards.group.queries import held_for
from cards.group.services import pay_back, request_return
from cards.group.services.paying_back import Slips
from cards.models import CardAct, StoredValue, StoredValueCard
from cards.services import freeze, redeem
from cards.stock.rules import read
from cards.takings.liability import liability
from deskops.approvals.models import Decision
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import send
from deskops.tills.models import Payment
from tests.factories.cards import bearer
from tests.factories.group import decide_all, grant, make_active, pay_for, signed, span
from tests.factories.tills import DAY, NOW

from .test_orders import code, wrong

pytestmark = pytest.mark.django_db

D = Decimal


def ask_back(order, acts, ranges=(), reason="单位采购计划取消"):
    return request_return(request_key=uuid4(), **acts, order_id=order.pk, reason=reason, ranges=ranges)


def back(made, acts, **slips):
    paper = pay_back(request_key=uuid4(), **acts, return_id=made.pk, slips=Slips(**slips))
    made.refresh_from_db()
    made.order.refresh_from_db()
    return paper


@pytest.fixture
def active(counter, acts):
    """41 cards of 500 paid, active, and their bonus of 410 on five further cards."""
    order = signed(("500.00", 41), **counter.here)
    pay_for(order, **acts)
    make_active(order, **acts)
    grant(order, **acts, finance=counter.desk.finance)
    return order


def test_before_activation_all_goes_back_the_way_it_came(counter, acts):
    order = signed(**counter.here)
    pay_for(order, **acts, amount="15000.00")
    pay_for(order, **acts, amount="5000.00")
    made = ask_back(order, acts)
    assert (made.pays, made.deducted, made.state) == (D(20000), D(0), "asked")
    assert code(lambda: back(made, acts)) == "return_state"
    assert code(lambda: make_active(order, **acts)) == "return_under_way"
    assert code(lambda: ask_back(order, acts)) == "return_under_way"
    decide_all(made.document, now=NOW)
    paper = back(made, acts)
    gone = Payment.objects.filter(document=paper).order_by("pk")
    assert [(one.amount, one.to_name, one.to_number) for one in gone] == [
        (D(-5000), "张三", "6222000000000001"),
        (D(-15000), "张三", "6222000000000001"),
    ]
    assert (made.state, made.order.state, held_for(order)) == ("paid", "cancelled", D(0))
    assert code(lambda: back(made, acts)) == "return_state"
    assert wrong() == []


def test_cash_goes_back_in_cash_and_a_bank_card_with_its_slip(counter, acts):
    order = signed(("100.00", 30), **counter.here, licence=None, agent_paper=None)
    pay_for(order, **acts, amount="1000.00", how="cash")
    made = ask_back(order, acts)
    decide_all(made.document, now=NOW)
    assert [one.amount for one in Payment.objects.filter(document=back(made, acts))] == [D(-1000)]
    assert made.order.state == "cancelled"
    assert wrong() == []


def test_a_rejected_return_leaves_the_order_as_it_is(counter, acts):
    order = signed(**counter.here)
    pay_for(order, **acts)
    made = ask_back(order, acts)
    decide_all(made.document, now=NOW, decision=Decision.REJECTED, note="已开卡盒")
    made.refresh_from_db()
    assert made.state == "rejected"
    make_active(order, **acts)
    assert order.state == "active"


def test_unused_cards_come_back_and_the_bonus_is_worked_out_anew(counter, acts, active):
    """20,500 earned 410; the 16,000 that are kept earn 320: 90 are lost, 100 were on the bonus card."""
    made = ask_back(active, acts, [*span(1, 9), *span(42, 1)])
    assert (made.principal, made.bonus_back, made.deducted, made.pays) == (D(4500), D(100), D(0), D(4500))
    decide_all(made.document, now=NOW)
    back(made, acts)
    assert made.order.state == "done"
    closed = StoredValueCard.objects.filter(state="closed")
    assert closed.count() == 10
    assert set(StoredValue.objects.filter(cards__in=closed).values_list("state", flat=True)) == {"closed"}
    assert liability(counter.store, DAY, DAY).closing == D(20500 + 410 - 4500 - 100)
    assert liability(counter.store, DAY, DAY).paid_out == D(4600)
    assert wrong() == []


def test_bonus_no_longer_earned_and_spent_is_deducted(counter, acts, active):
    """All bought cards back, no bonus card: the whole 410 is taken from the money."""
    made = ask_back(active, acts, span(1, 41))
    assert (made.principal, made.bonus_back, made.deducted, made.pays) == (D(20500), D(0), D(410), D(20090))
    decide_all(made.document, now=NOW)
    back(made, acts)
    assert wrong() == []
    assert CardAct.objects.get(kind="group_back").principal == D(-20500)
    assert liability(counter.store, DAY, DAY).closing == D(410)


def test_a_second_return_counts_what_the_first_took(counter, acts, active):
    first = ask_back(active, acts, span(1, 21))
    assert (first.principal, first.deducted) == (D(10500), D(210))
    decide_all(first.document, now=NOW)
    back(first, acts)
    second = ask_back(first.order, acts, span(22, 20))
    assert (second.principal, second.deducted, second.pays) == (D(10000), D(200), D(9800))
    decide_all(second.document, now=NOW)
    back(second, acts)
    assert wrong() == []


@pytest.mark.parametrize("how", ["spent", "frozen", "another", "unknown", "bonus"])
def test_only_unused_cards_of_this_order_come_back(counter, acts, active, how):
    number = "889900000001"
    if how == "spent":
        redeem(request_key=uuid4(), **counter.here, number=number, amount=D(1))
    elif how == "frozen":
        freeze(request_key=uuid4(), **counter.here, number=number, reason="公安来函")
    elif how == "another":
        number = bearer(**counter.here).number
    elif how == "unknown":
        number = "889911111111"
    else:
        number = "889900000042"
    expected = "bonus_only" if how == "bonus" else "card_used"
    assert code(lambda: ask_back(active, acts, read(number))) == expected


def test_a_card_spent_after_finance_agreed_stops_the_payment(counter, acts, active):
    made = ask_back(active, acts, span(1, 2))
    decide_all(made.document, now=NOW)
    redeem(request_key=uuid4(), **counter.here, number="889900000002", amount=D(1))
    assert code(lambda: back(made, acts)) == "card_used"
    assert not Payment.objects.filter(document__kind="group_back").exists()
    assert wrong() == []


def test_a_draft_of_the_bonus_dies_with_a_whole_return_and_stops_a_part(counter, acts):
    order = signed(("500.00", 41), **counter.here)
    pay_for(order, **acts)
    make_active(order, **acts)
    assert code(lambda: ask_back(order, acts, span(1, 1))) == "bonus_under_way"
    made = ask_back(order, acts, span(1, 41))
    decide_all(made.document, now=NOW)
    paper = Handoff.objects.get(kind="group_bonus")
    send(request_key=uuid4(), handoff_id=paper.pk, **acts)
    assert code(lambda: back(made, acts)) == "bonus_under_way"


def test_a_whole_return_withdraws_the_draft(counter, acts):
    order = signed(("500.00", 41), **counter.here)
    pay_for(order, **acts)
    make_active(order, **acts)
    made = ask_back(order, acts, span(1, 41))
    decide_all(made.document, now=NOW)
    back(made, acts)
    assert Handoff.objects.get(kind="group_bonus").state == "withdrawn"
    assert made.order.state == "cancelled"
    assert wrong() == []
