"""Exchanges: the difference paid or given back by the same rule, the goods taken part of the purchase."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from cards.models import CardAct
from cards.reports.liability import LIABILITY
from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Transfer
from deskops.ledger.reports import Asked
from deskops.org.models import Floor
from deskops.receipts.models import Receipt
from deskops.tills.models import Payment, Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails
from refunds.models import Purchase, Refund
from refunds.services.paying import pay_difference, record_step
from refunds.services.preparing import Taken
from tests.factories.org import NOW
from tests.factories.paying import held_on, money_of, pay_back, walk
from tests.factories.refunding import RICE, make_approved, make_draft, make_rule

D = Decimal


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def exchange(mall, price: str, *, by: str = "cash", paid=None) -> Refund:
    """An approved exchange of 41.66 yuan of rice for a pot of ``price``."""
    floor = Floor.objects.get(store=mall.store, code="B1")
    return make_approved(
        mall.receipt(RICE, paid=paid),
        mall.clerk,
        mall.floors,
        purpose=Refund.Purpose.EXCHANGE,
        taken=[Taken("砂锅", D(1), D(price), floor.pk, "百货", "6911")],
        pay_tender=Tender.objects.get(code=by),
    )


def take(refund, mall, details=NO_DETAILS, key=None) -> Refund:
    return pay_difference(
        request_key=key or uuid4(), by=mall.clerk, now=NOW, refund_id=refund.pk, details=details
    )


def test_the_customer_pays_the_difference_and_the_goods_are_of_the_purchase(proved):
    refund = exchange(proved, "50.00")
    key = uuid4()
    refund = take(refund, proved, key=key)
    assert take(refund, proved, key=key).state == "paid"
    assert (refund.state, refund.pay_document.amount, refund.pay_document.origin) == (
        "paid",
        D("8.34"),
        refund.document,
    )
    assert proved.till == D("508.30")
    payment = Payment.objects.get(document=refund.pay_document)
    assert (payment.amount, payment.rounding, payment.on_pos) == (D("8.34"), D("-0.04"), True)
    assert proved.balance(AccountKind.REFUND_CLEARING) == D("-8.34")
    given = refund.purchase.lines.get(given_by=refund)
    assert (given.position, given.name, given.barcode, given.amount) == (2, "砂锅", "6911", D("50.00"))
    paid = refund.purchase.tenders.get()
    assert (paid.paid, paid.refunded) == (D("50.00"), 0)
    assert refund.purchase.lines.get(position=1).returned == 2


def test_another_tender_than_the_purchases_becomes_one_of_it(proved):
    refund = exchange(proved, "50.00", by="bank_card")
    refund = take(refund, proved, PaymentDetails(slip="000123"))
    paid = {row.tender.code: row.paid for row in refund.purchase.tenders.select_related("tender")}
    assert paid == {"cash": D("41.66"), "bank_card": D("8.34")}


def test_a_slip_is_required_as_of_any_payment(mall):
    assert refusal(lambda: take(exchange(mall, "50.00", by="bank_card"), mall)) == "tender_incomplete"


def test_a_stored_value_card_pays_the_difference(proved):
    number = proved.card()
    refund = exchange(proved, "50.00", by="stored_value")
    refund = take(refund, proved, PaymentDetails(from_number=number))
    assert held_on(number) == D("491.66")
    made = CardAct.objects.get(document=refund.pay_document)
    assert (made.kind, made.principal, made.receipt) == ("card_redeem", D("-8.34"), refund.purchase.number)
    assert Transfer.objects.get(document=refund.pay_document).kind == "card_redeem"
    day = proved.store.business_date(NOW)
    compared = LIABILITY.compared(Asked(proved.store, day, day))
    assert [str(one.label) for one in compared if one.difference] == []


def test_goods_of_the_same_value_change_hands_without_money(proved):
    refund = take(exchange(proved, "41.66"), proved)
    assert (refund.state, refund.pay_document) == ("paid", None)
    assert refund.pickups.count() == 1


def test_dearer_goods_given_back_are_refunded_by_their_tender(proved):
    refund = exchange(proved, "30.00")
    assert refusal(lambda: take(refund, proved)) == "no_difference"
    refund = pay_back(refund, proved.clerk)
    assert (refund.state, proved.till) == ("paid", D("488.30"))
    assert refund.purchase.lines.get(given_by=refund).amount == D("30.00")


def test_a_difference_is_paid_once(proved):
    refund = exchange(proved, "50.00")
    take(refund, proved)
    assert refusal(lambda: take(refund, proved)) == "refund_state"


def test_a_refund_has_no_difference(mall):
    assert refusal(lambda: take(mall.approved(RICE), mall)) == "no_difference"


def test_a_difference_waits_for_its_approval(mall):
    refund = exchange(mall, "50.00")
    refund.to_pay = D("1.00")
    refund.save(update_fields=["to_pay"])
    assert refusal(lambda: take(refund, mall)) == "not_approved"


@pytest.mark.parametrize("by", ["cash"])
def test_what_was_taken_can_come_back_as_well(proved, by):
    refund = take(exchange(proved, "50.00", by=by), proved)
    receipt = type("R", (), {"pk": refund.purchase.receipt_id, "store": proved.store})()
    back = make_approved(receipt, proved.clerk, proved.floors, goods={2: "1"})
    assert (back.amount, pay_back(back, proved.clerk).state) == (D("50.00"), "paid")
    assert refund.purchase.tenders.get().refunded == D("50.00")


def test_a_fault_of_goods_taken_is_told_from_the_day_they_were_taken(proved):
    make_rule("百货", days=7)
    done = take(exchange(proved, "50.00"), proved)
    later = NOW + timedelta(days=6)
    type(done).objects.filter(pk=done.pk).update(paid_at=later)
    receipt = Receipt.objects.get(pk=done.purchase.receipt_id)
    day_twelve = {"now": NOW + timedelta(days=12), "goods": {2: "1"}}
    faulty = {"reason": Refund.Reason.QUALITY, "condition": Refund.Condition.DEFECTIVE}
    assert make_draft(receipt, proved.clerk, **day_twelve, **faulty).amount == D("50.00")
    assert refusal(lambda: make_draft(receipt, proved.clerk, **day_twelve)) == "not_returnable"


def test_the_slip_of_a_difference_has_the_day_of_the_exchange(proved):
    refund = exchange(proved, "50.00", by="bank_card")
    done = take(refund, proved, PaymentDetails(slip="000123", reference="000000000123"))
    bought, yesterday = NOW - timedelta(days=3), NOW - timedelta(days=1)
    Purchase.objects.filter(pk=done.purchase_id).update(bought_at=bought)
    Refund.objects.filter(pk=done.pk).update(paid_at=yesterday)
    back = make_approved(
        Receipt.objects.get(pk=done.purchase.receipt_id), proved.clerk, proved.floors, goods={2: "1"}
    )
    money = money_of(back, "bank_card")
    walk(money, proved.clerk, upto=5)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk}
    of_purchase, of_slip = f"{local_date(bought)}", f"{local_date(yesterday)}"
    assert (
        refusal(lambda: record_step(request_key=uuid4(), value=of_purchase, **asked)) == "trade_date_differs"
    )
    record_step(request_key=uuid4(), value=of_slip, **asked)
    money.refresh_from_db()
    assert money.trade_date == local_date(yesterday)
