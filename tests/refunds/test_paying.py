"""An approved refund carried out: each tender its own way, in the books at its last step, once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from cards.models import CardAct
from cards.services import redeem, replace_lost, report_lost
from deskops.approvals.models import Approval
from deskops.approvals.services import void
from deskops.clocks.models import Target
from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Transfer
from deskops.org.clock import SHANGHAI
from deskops.receipts.models import Receipt
from deskops.tills.models import Payment
from refunds.models import Holding, Refund, StepEntry
from refunds.services.asking import ask_floors
from refunds.services.paying import pay_difference, record_step
from refunds.services.preparing import Payee, WayOut
from tests.factories.cards import stored_number
from tests.factories.org import NOW
from tests.factories.paying import PAYEE, held_on, money_of, pay_back, recipe_of, walk
from tests.factories.refunding import RICE, SCARF, make_approved, make_asked, make_checked, make_receipt

D = Decimal
Kind = AccountKind


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def entries_of(document) -> dict[str, Decimal]:
    entries = Transfer.objects.get(document=document).entries.select_related("account")
    return {entry.account.kind: entry.amount for entry in entries}


def test_cash_is_paid_to_the_jiao_and_the_fen_go_to_rounding(proved):
    refund = pay_back(proved.approved(RICE), proved.clerk)
    money = money_of(refund, "cash")
    assert (refund.state, money.state, money.holding) == ("paid", "done", "final")
    assert entries_of(money.document) == {
        "refund_clearing": D("41.66"),
        "till_cash": D("-41.70"),
        "rounding": D("0.04"),
    }
    assert proved.till == D("458.30")
    payment = Payment.objects.get(document=money.document)
    assert (payment.amount, payment.rounding, payment.on_pos) == (D("-41.66"), D("-0.04"), True)
    assert (payment.slip, payment.shift_id) == (money.slip, proved.shift.pk)


def test_the_money_has_a_paper_of_the_day_it_moves(proved):
    refund = proved.approved(RICE)
    later = NOW + timedelta(days=1)
    money = money_of(refund, "cash")
    steps = len(recipe_of(money))
    walk(money, proved.clerk, upto=steps - 1)
    assert money.document is None
    code = refusal(lambda: walk(money, proved.clerk, later))
    assert code == "till_of_another_day"
    walk(money, proved.clerk)
    paper = Document.objects.get(refunded_money=money)
    assert (paper.kind, paper.number[:2], paper.origin, paper.amount) == (
        "refund_money",
        "TK",
        refund.document,
        D("41.66"),
    )
    assert paper.business_date == proved.store.business_date(NOW)


def test_a_paid_refund_has_its_goods_final_and_its_sums_kept(proved):
    refund = pay_back(proved.approved(RICE, SCARF), proved.clerk)
    assert set(refund.lines.values_list("holding", flat=True)) == {"final"}
    paid = refund.purchase.tenders.get()
    assert (paid.paid, paid.reserved, paid.refunded) == (D("69.44"), 0, D("69.44"))
    line = refund.purchase.lines.get(position=1)
    assert (line.reserved, line.returned, line.returned_amount) == (0, 2, D("41.66"))
    assert (refund.paid_at, refund.document.state) == (NOW, "paid")


def test_stored_value_goes_back_on_the_card(proved):
    number = proved.card()
    refund = proved.approved(RICE, paid={"stored_value": "41.66"}, cards={"stored_value": number})
    refund = pay_back(refund, proved.clerk)
    money = money_of(refund, "stored_value")
    assert (money.credited, held_on(number)) == (number, D("541.66"))
    assert entries_of(money.document) == {"refund_clearing": D("41.66"), "card_principal": D("-41.66")}
    made = CardAct.objects.get(document=money.document)
    assert (made.kind, made.principal, made.receipt) == ("card_refund", D("41.66"), refund.purchase.number)
    assert money.document.member_id == made.value.holder_id


def test_what_the_desk_took_of_the_card_comes_back_as_it_was_taken(proved):
    number = proved.card()
    refund = proved.approved(RICE, paid={"stored_value": "41.66"}, cards={"stored_value": number})
    redeem(
        request_key=uuid4(),
        number=number,
        amount=D("41.66"),
        receipt=refund.purchase.number,
        **proved.here,
    )
    pay_back(refund, proved.clerk)
    assert held_on(number) == D("500.00")


def test_a_bank_card_is_voided_on_the_day(proved):
    refund = proved.approved(RICE, paid={"bank_card": "41.66"})
    assert money_of(refund, "bank_card").way == "void"
    refund = pay_back(refund, proved.clerk)
    money = money_of(refund, "bank_card")
    assert entries_of(money.document) == {"refund_clearing": D("41.66"), "bank_card": D("-41.66")}
    assert all((money.slip, money.terminal_slip, money.reference))
    assert money.trade_date is None
    assert Target.objects.filter(document=money.document).count() == 0


def test_a_part_of_a_payment_is_refunded_on_the_day_too(proved):
    """A void takes back all of a payment: it is no way for a part of it."""
    refund = proved.approved(RICE, paid={"bank_card": "41.66"}, goods={1: "1"})
    assert (refund.amount, money_of(refund, "bank_card").way) == (D("20.83"), "refund")
    pay_back(refund, proved.clerk)
    rest = make_approved(
        Receipt.objects.get(pk=refund.purchase.receipt_id), proved.clerk, proved.floors, goods={1: "1"}
    )
    assert money_of(rest, "bank_card").way == "refund"
    assert pay_back(rest, proved.clerk).state == "paid"


def test_a_later_day_is_refunded_and_the_bank_has_seven_working_days(proved):
    refund = pay_back(proved.approved(RICE, days=2, paid={"bank_card": "41.66"}), proved.clerk)
    money = money_of(refund, "bank_card")
    assert (money.way, money.trade_date) == ("refund", local_date(NOW - timedelta(days=2)))
    payment = Payment.objects.get(document=money.document)
    assert (payment.slip, payment.reference) == (money.terminal_slip, money.reference)
    promise = Target.objects.get(document=money.document)
    assert (promise.policy.code, promise.role, promise.floor) == ("bank_credit", "clerk", None)
    assert promise.due_at == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)  # the end of 1 December in Shanghai


@pytest.mark.parametrize("code", ["wechat", "alipay"])
def test_an_app_pays_back_the_way_it_came(proved, code):
    refund = pay_back(proved.approved(RICE, paid={code: "41.66"}), proved.clerk)
    money = money_of(refund, code)
    assert money.way == "online"
    assert Payment.objects.get(document=money.document).reference == money.reference
    assert proved.balance(Kind.PAYMENT_APPS, code) == D("-41.66")


def test_the_exception_is_a_transfer_that_finance_agreed_to(proved):
    way_out = WayOut(["bank_card"], Refund.WayOut.CARD_CANCELLED, "卡已销户", **PAYEE)
    refund = proved.approved(RICE, days=2, paid={"bank_card": "41.66"}, way_out=way_out)
    refund = pay_back(refund, proved.clerk)
    money = money_of(refund, "bank_card")
    assert (money.tender.code, money.out_tender.code, money.is_exception) == (
        "bank_card",
        "bank_transfer",
        True,
    )
    payment = Payment.objects.get(document=money.document)
    assert (payment.to_name, payment.to_number) == (PAYEE["payee_name"], PAYEE["payee_account"])
    assert proved.balance(Kind.BANK_TRANSFER) == D("-41.66")
    assert refund.purchase.tenders.get().refunded == D("41.66")


MIXED = {"cash": "20.00", "stored_value": "29.44", "bank_card": "20.00"}


def test_a_mixed_refund_goes_bank_card_first_cash_last(proved):
    number = proved.card()
    refund = proved.approved(RICE, SCARF, paid=MIXED, cards={"stored_value": number, "bank_card": "4321"})
    for early in ("cash", "stored_value"):
        assert refusal(lambda code=early: walk(money_of(refund, code), proved.clerk)) == "not_its_turn"
    walk(money_of(refund, "bank_card"), proved.clerk)
    assert refusal(lambda: walk(money_of(refund, "cash"), proved.clerk)) == "not_its_turn"
    walk(money_of(refund, "stored_value"), proved.clerk)
    refund.refresh_from_db()
    assert refund.state == "paying"
    refund = walk(money_of(refund, "cash"), proved.clerk)
    assert refund.state == "paid"
    assert {row.tender.code: row.refunded for row in refund.purchase.tenders.select_related("tender")} == {
        code: D(amount) for code, amount in MIXED.items()
    }


def test_a_step_again_by_the_same_key_is_one_step(proved):
    money = money_of(proved.approved(RICE), "cash")
    for position, step in enumerate(recipe_of(money), start=1):
        asked = {"money_id": money.pk, "value": "00000009" if step.yields else "", "position": position}
        key = uuid4()
        first = record_step(request_key=key, by=proved.clerk, now=NOW, **asked)
        again = record_step(request_key=key, by=proved.clerk, now=NOW, **asked)
        assert (first.pk, first.state) == (again.pk, again.state)
    assert StepEntry.objects.count() == len(recipe_of(money))
    assert Document.objects.filter(kind="refund_money").count() == 1
    assert proved.till == D("458.30")


def test_a_step_that_somebody_did_meanwhile_is_not_done_twice(proved):
    money = money_of(proved.approved(RICE), "cash")
    walk(money, proved.clerk, upto=2)
    stale = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "position": 2}
    assert refusal(lambda: record_step(request_key=uuid4(), **stale)) == "step_done"
    walk(money, proved.clerk)
    stale = {"by": proved.clerk, "now": NOW, "money_id": money.pk}
    assert refusal(lambda: record_step(request_key=uuid4(), **stale)) == "refund_state"


@pytest.mark.parametrize(
    ("yields", "value", "code"),
    [
        ("reference", "12345", "reference_number"),
        ("reference", "", "reference_number"),
        ("trade_date", "2026-11-18", "trade_date_differs"),
        ("trade_date", "2026-12-18", "trade_date_ahead"),
        ("trade_date", "gestern", "trade_date"),
        ("trade_date", "", "trade_date"),
        ("terminal_slip", "", "slip_number"),
        ("slip", "号", "slip_number"),
    ],
)
def test_what_the_slips_say_is_required_and_checked(proved, yields, value, code):
    money = money_of(proved.approved(RICE, days=2, paid={"bank_card": "41.66"}), "bank_card")
    position = next(step.position for step in recipe_of(money) if step.yields == yields)
    walk(money, proved.clerk, upto=position - 1)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "value": value, "position": position}
    with pytest.raises(Refused) as refused:
        record_step(request_key=uuid4(), **asked)
    assert (refused.value.code, refused.value.field) == (code, "value")
    money.refresh_from_db()
    assert (money.steps_done, getattr(money, yields)) == (
        position - 1,
        None if yields == "trade_date" else "",
    )


def test_a_card_charged_before_midnight_belongs_to_a_receipt_printed_after_it(proved):
    midnight = (NOW - timedelta(days=2)).astimezone(SHANGHAI).replace(hour=0, minute=0)
    receipt = make_receipt(
        proved.store, RICE, bought_at=midnight + timedelta(minutes=1), paid={"bank_card": "41.66"}
    )
    money = money_of(make_approved(receipt, proved.clerk, proved.floors), "bank_card")
    position = next(step.position for step in recipe_of(money) if step.yields == "trade_date")
    walk(money, proved.clerk, upto=position - 1)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "position": position}
    evening = midnight.date() - timedelta(days=1)
    too_early = f"{evening - timedelta(days=1)}"
    assert refusal(lambda: record_step(request_key=uuid4(), value=too_early, **asked)) == "trade_date_differs"
    record_step(request_key=uuid4(), value=f"{evening}", **asked)
    money.refresh_from_db()
    assert money.trade_date == evening


def test_a_void_asks_for_the_trace_number(proved):
    money = money_of(proved.approved(RICE, paid={"bank_card": "41.66"}), "bank_card")
    walk(money, proved.clerk, upto=3)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "value": "12345", "position": 4}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "trace_number"


@pytest.mark.parametrize("typed", ["2026/11/19", "20261119", " 2026-11-19 ", "2026.11.19"])
def test_the_trade_date_is_read_as_slips_print_it(proved, typed):
    money = money_of(proved.approved(RICE, days=2, paid={"bank_card": "41.66"}), "bank_card")
    walk(money, proved.clerk, upto=5)
    record_step(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=money.pk, value=typed, position=6)
    money.refresh_from_db()
    assert money.trade_date == date(2026, 11, 19)


def test_a_slip_is_of_one_refund(proved):
    first, second = proved.approved(RICE), proved.approved(RICE, number="40186554203")
    pay_back(first, proved.clerk)
    used = money_of(first, "cash").slip
    money = money_of(second, "cash")
    position = next(step.position for step in recipe_of(money) if step.yields == "slip")
    walk(money, proved.clerk, upto=position - 1)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "value": used, "position": position}
    with pytest.raises(Refused) as refused:
        record_step(request_key=uuid4(), **asked)
    assert (refused.value.code, first.document.number in str(refused.value)) == ("slip_used", True)


def test_the_number_of_an_apps_refund_is_of_one_refund(proved):
    first = proved.approved(RICE, paid={"wechat": "41.66"})
    pay_back(first, proved.clerk)
    money = money_of(proved.approved(RICE, paid={"wechat": "41.66"}, number="40186554203"), "wechat")
    walk(money, proved.clerk, upto=2)
    again = money_of(first, "wechat").reference
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk, "value": again}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "slip_used"


def test_a_till_short_of_cash_leaves_the_last_step_to_do(proved):
    dear = ("皮衣", "1F", "1", "800.00")
    money = money_of(proved.approved(dear), "cash")
    steps = len(recipe_of(money))
    with pytest.raises(Refused) as refused:
        walk(money, proved.clerk)
    assert (refused.value.code, refused.value.value) == ("till_short", D("300.00"))
    money.refresh_from_db()
    assert (money.steps_done, money.state, money.holding) == (steps - 1, "under_way", "reserved")
    assert Document.objects.filter(kind="refund_money").count() == 0


def test_cash_needs_an_open_till(proved):
    refund = proved.approved(RICE)
    somebody = proved.floors["1F"]
    assert refusal(lambda: pay_back(refund, somebody)) == "till_closed"


@pytest.mark.parametrize("prepared", [make_checked, make_asked])
def test_nothing_is_paid_before_it_is_approved(mall, prepared):
    refund = prepared(mall.receipt(RICE), mall.clerk)
    asked = {"by": mall.clerk, "now": NOW, "money_id": money_of(refund, "cash").pk}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "refund_state"


def test_what_was_approved_is_what_is_paid(mall):
    refund = mall.approved(RICE)
    refund.deduction, refund.deduction_why = D("1.00"), "赠品"
    refund.save(update_fields=["deduction", "deduction_why"])
    asked = {"by": mall.clerk, "now": NOW, "money_id": money_of(refund, "cash").pk}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "not_approved"


def test_a_purchase_that_differs_from_the_pos_is_settled_first(mall):
    refund = mall.approved(RICE)
    purchase = refund.purchase
    purchase.state, purchase.mismatch = "mismatch", "金额"
    purchase.save(update_fields=["state", "mismatch"])
    asked = {"by": mall.clerk, "now": NOW, "money_id": money_of(refund, "cash").pk}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "purchase_differs"


def test_a_lost_and_replaced_card_resolves_to_its_successor(proved):
    number = proved.card()
    who = {"identified_by": "身份证原件已核", **proved.here}
    report_lost(request_key=uuid4(), number=number, **who)
    replace_lost(request_key=uuid4(), number=number, new_number=stored_number(7), **who)
    refund = proved.approved(RICE, paid={"stored_value": "41.66"}, cards={"stored_value": number})
    pay_back(refund, proved.clerk)
    assert money_of(refund, "stored_value").credited == stored_number(7)


@pytest.mark.parametrize(("second", "code"), [(True, ""), (False, "no_card_with_room")])
def test_a_card_without_room_lets_another_of_the_holder_take_it(proved, second, code):
    number = proved.card(amount="4990.00")
    other = proved.card(2) if second else ""
    refund = proved.approved(RICE, paid={"stored_value": "41.66"}, cards={"stored_value": number})
    if code:
        assert refusal(lambda: pay_back(refund, proved.clerk)) == code
        assert money_of(refund, "stored_value").holding == Holding.RESERVED
    else:
        pay_back(refund, proved.clerk)
        money = money_of(refund, "stored_value")
        assert (money.card, money.credited, held_on(other)) == (number, other, D("541.66"))


def test_what_came_by_transfer_goes_back_by_transfer(proved):
    payee = Payee("德州某某公司", "工商银行", "3700000012345678")
    refund = proved.approved(RICE, paid={"bank_transfer": "41.66"}, payee=payee)
    pay_back(refund, proved.clerk)
    money = money_of(refund, "bank_transfer")
    assert (money.way, money.is_exception) == ("transfer", False)
    assert Payment.objects.get(document=money.document).to_number == "3700000012345678"


def test_a_refund_of_which_all_is_kept_is_finished_without_money(proved):
    refund = proved.approved(RICE)
    refund.tenders.update(holding="released")
    refund.deduction, refund.deduction_why, refund.document.amount = D("41.66"), "赠品", D(0)
    refund.document.save(update_fields=["amount"])
    refund.save(update_fields=["deduction", "deduction_why"])
    void(document=refund.document, by=proved.clerk, now=NOW, reason="测试")
    ask_floors(refund, proved.clerk, NOW)
    Refund.objects.filter(pk=refund.pk).update(state="paying")
    Approval.objects.filter(decision="pending").update(
        decision="approved", decided_by=proved.floors["B1"], decided_at=NOW
    )
    done = pay_difference(request_key=uuid4(), by=proved.clerk, now=NOW, refund_id=refund.pk)
    assert (done.state, done.pay_document) == ("paid", None)


def test_the_webs_role_may_do_all_of_it(mall, web_role):
    refund = mall.approved(RICE, SCARF, paid={"cash": "41.66", "bank_card": "27.78"})
    assert pay_back(refund, mall.clerk).state == "paid"
