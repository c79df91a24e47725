"""When a machine refuses: resumed, abandoned while nothing was paid, or turned to the exception."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from refunds.models import Purchase, Refund, StepEntry
from refunds.services.asking import cancel_refund, change_refund
from refunds.services.diverting import divert
from refunds.services.paying import abandon, fail_step, record_step, refuse_transfer, resume
from tests.factories.org import NOW
from tests.factories.paying import PAYEE, money_of, pay_back, recipe_of, walk
from tests.factories.refunding import RICE, SCARF, approve

D = Decimal
BANK = {"bank_card": "41.66"}
SAID = "交易失败 Z3"


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def fail(money, mall, *, now=NOW, words=SAID) -> Refund:
    return fail_step(request_key=uuid4(), by=mall.clerk, now=now, money_id=money.pk, words=words)


def again(money, mall, *, now=NOW) -> Refund:
    return resume(request_key=uuid4(), by=mall.clerk, now=now, money_id=money.pk)


def give_up(money, mall, *, words="顾客不退了") -> Refund:
    return abandon(request_key=uuid4(), by=mall.clerk, now=NOW, money_id=money.pk, words=words)


def turn(money, mall, *, now=NOW, key=None, **fields) -> Refund:
    asked = {"why": Refund.WayOut.TERMINAL_FAILED, "words": "银联机故障", **PAYEE, **fields}
    return divert(request_key=key or uuid4(), by=mall.clerk, now=now, money_id=money.pk, **asked)


def outcomes(money) -> list[tuple[int, str]]:
    return list(StepEntry.objects.filter(refund_tender=money).values_list("position", "outcome"))


def test_a_failed_step_is_recorded_and_resumed_where_it_failed(proved):
    money = money_of(proved.approved(RICE, paid=BANK), "bank_card")
    walk(money, proved.clerk, upto=2)
    refund = fail(money, proved)
    money.refresh_from_db()
    assert (refund.state, money.state, money.holding) == ("paying", "failed", "reserved")
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk}
    assert refusal(lambda: record_step(request_key=uuid4(), **asked)) == "money_failed"
    assert refusal(lambda: fail(money, proved)) == "money_failed"
    again(money, proved)
    assert walk(money, proved.clerk).state == "paid"
    assert outcomes(money)[:5] == [(1, "done"), (2, "done"), (3, "failed"), (3, "resumed"), (3, "done")]
    assert StepEntry.objects.get(outcome="failed").words == SAID


def test_a_failure_is_told_and_only_a_failure_is_resumed(mall):
    money = money_of(mall.approved(RICE, paid=BANK), "bank_card")
    assert refusal(lambda: fail(money, mall, words=" ")) == "words_missing"
    assert refusal(lambda: again(money, mall)) == "money_waiting"
    assert refusal(lambda: give_up(money, mall)) == "money_waiting"
    fail(money, mall)
    assert refusal(lambda: give_up(money, mall, words="")) == "words_missing"


def test_abandoned_while_nothing_was_paid_all_is_as_before(proved):
    refund = proved.approved(RICE, paid=BANK)
    money = money_of(refund, "bank_card")
    walk(money, proved.clerk, upto=3)
    fail(money, proved)
    refund = give_up(money, proved)
    assert (refund.state, refund.document.state, refund.ended_why) == ("cancelled", "cancelled", "顾客不退了")
    assert set(refund.tenders.values_list("state", "holding")) == {("abandoned", "released")}
    assert set(refund.lines.values_list("holding", flat=True)) == {"released"}
    paid = refund.purchase.tenders.get()
    assert (paid.reserved, paid.refunded) == (0, 0)
    assert refund.purchase.lines.get().reserved == 0
    assert set(Approval.objects.values_list("decision", flat=True)) == {"void"}
    assert Document.objects.filter(kind="refund_money").count() == 0
    assert proved.approved(RICE, number="another", paid=BANK).state == "approved"


def test_a_refund_paid_in_part_is_not_abandoned(proved):
    paid = {"bank_card": "41.66", "cash": "27.78"}
    refund = proved.approved(RICE, SCARF, paid=paid)
    walk(money_of(refund, "bank_card"), proved.clerk)
    money = money_of(refund, "cash")
    fail(money, proved)
    assert refusal(lambda: give_up(money, proved)) == "partly_paid"
    asked = {"by": proved.clerk, "now": NOW, "refund_id": refund.pk}
    assert refusal(lambda: cancel_refund(request_key=uuid4(), why="x", **asked)) == "paid_already"
    assert refusal(lambda: change_refund(request_key=uuid4(), **asked)) == "refund_state"
    again(money, proved)
    assert walk(money, proved.clerk).state == "paid"


@pytest.mark.parametrize(("days", "until"), [(0, 6), (2, 8)])
def test_what_the_terminal_has_paid_is_finished_and_not_given_up(proved, days, until):
    """The terminal printed its slips, the POS fails: the customer has the money, the books must follow."""
    money = money_of(proved.approved(RICE, days=days, paid=BANK), "bank_card")
    walk(money, proved.clerk, upto=until)
    fail(money, proved)
    assert refusal(lambda: give_up(money, proved)) == "machine_paid"
    assert refusal(lambda: turn(money, proved)) == "machine_paid"
    again(money, proved)
    assert walk(money, proved.clerk).state == "paid"


def test_what_the_terminal_has_paid_is_finished_after_its_window_too(proved):
    money = money_of(proved.approved(RICE, days=15, paid=BANK), "bank_card")
    walk(money, proved.clerk, upto=8)
    tomorrow = NOW + timedelta(days=1)
    steps = recipe_of(money)
    refund = record_step(request_key=uuid4(), by=proved.clerk, now=tomorrow, money_id=money.pk, position=9)
    assert (refund.state, len(steps)) == ("paying", 17)


def test_approved_on_day_15_and_executed_on_day_16_is_refused_and_the_exception_opens(proved):
    refund = proved.approved(RICE, days=15, paid=BANK)
    money = money_of(refund, "bank_card")
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        walk(money, proved.clerk, tomorrow)
    assert (refused.value.code, f"{refused.value.value}") == ("terminal_closed", "2026-11-21")
    key = uuid4()
    refund = turn(money, proved, now=tomorrow, key=key, why=Refund.WayOut.TERMINAL_CLOSED)
    assert turn(money, proved, now=tomorrow, key=key, why=Refund.WayOut.TERMINAL_CLOSED).state == "asked"
    assert Approval.objects.filter(round=2).count() == 2
    assert (refund.state, refund.exception) == ("asked", "terminal_closed")
    assert money_of(refund, "bank_card").payee_name == "张三"
    assert refund.purchase.tenders.get().reserved == D("41.66")
    approve(refund, proved.floors, now=tomorrow, finance=proved.finance)
    fresh = money_of(refund, "bank_card")
    assert (fresh.out_tender.code, fresh.way, fresh.is_exception) == ("bank_transfer", "transfer", True)
    assert pay_back(refund, proved.clerk, tomorrow).state == "paid"
    assert proved.balance(AccountKind.BANK_TRANSFER) == D("-41.66")
    assert proved.balance(AccountKind.BANK_CARD) == 0


def test_a_failed_tender_turns_to_the_exception_and_what_is_paid_stays_paid(proved):
    paid = {"bank_card": "41.66", "wechat": "27.78"}
    refund = proved.approved(RICE, SCARF, paid=paid)
    walk(money_of(refund, "bank_card"), proved.clerk)
    money = money_of(refund, "wechat")
    fail(money, proved)
    refund = turn(money, proved)
    assert {row.floor.code if row.floor else row.role for row in Approval.objects.filter(round=2)} == {
        "B1",
        "1F",
        "finance",
    }
    assert refusal(lambda: pay_back(refund, proved.clerk)) == "refund_state"
    approve(refund, proved.floors, finance=proved.finance)
    assert pay_back(refund, proved.clerk).state == "paid"
    assert {row.tender.code: row.refunded for row in refund.purchase.tenders.select_related("tender")} == {
        code: D(amount) for code, amount in paid.items()
    }


def test_an_exception_rejected_after_part_was_paid_can_be_asked_for_again(proved):
    paid = {"bank_card": "41.66", "wechat": "27.78"}
    refund = proved.approved(RICE, SCARF, paid=paid)
    walk(money_of(refund, "bank_card"), proved.clerk)
    money = money_of(refund, "wechat")
    fail(money, proved)
    turn(money, proved)
    asked = Approval.objects.filter(round=2, floor__code="1F").get()
    decide(
        request_key=uuid4(),
        approval_id=asked.pk,
        by=proved.floors["1F"],
        decision=Decision.REJECTED,
        now=NOW,
        note="户名不符",
    )
    refund.refresh_from_db()
    assert (refund.state, money_of(refund, "wechat").holding) == ("rejected", "reserved")
    turn(money_of(refund, "wechat"), proved, words="户名已核对", payee_account="6222020200009999")
    approve(refund, proved.floors, finance=proved.finance)
    assert pay_back(refund, proved.clerk).state == "paid"
    assert money_of(refund, "wechat").payee_account == "6222020200009999"


def test_the_exception_is_for_what_cannot_go_its_way(mall):
    refund = mall.approved(RICE, SCARF, paid={"bank_card": "41.66", "cash": "27.78"})
    assert refusal(lambda: turn(money_of(refund, "bank_card"), mall)) == "goes_its_way"
    walk(money_of(refund, "bank_card"), mall.clerk)
    cash = money_of(refund, "cash")
    fail(cash, mall)
    assert refusal(lambda: turn(cash, mall)) == "goes_its_way"


@pytest.mark.parametrize(
    ("field", "code"),
    [("words", "words_missing"), ("payee_name", "payee_missing"), ("payee_account", "payee_missing")],
)
def test_the_exception_names_its_reason_and_account(mall, field, code):
    money = money_of(mall.approved(RICE, paid=BANK), "bank_card")
    fail(money, mall)
    assert refusal(lambda: turn(money, mall, **{field: " "})) == code


@pytest.mark.parametrize("done", [0, 3])
def test_a_void_whose_day_is_over_begins_again_as_a_refund(proved, done):
    refund = proved.approved(RICE, paid=BANK)
    money = money_of(refund, "bank_card")
    walk(money, proved.clerk, upto=done)
    tomorrow = NOW + timedelta(days=1)
    assert refusal(lambda: walk(money, proved.clerk, tomorrow)) == "void_over"
    again(money, proved, now=tomorrow)
    fresh = money_of(refund, "bank_card")
    assert (fresh.way, fresh.state, fresh.steps_done, fresh.card) == ("refund", "waiting", 0, "4321")
    money.refresh_from_db()
    assert (money.state, money.holding) == ("abandoned", "released")
    walk(fresh, proved.clerk, tomorrow, upto=16)
    assert refund.purchase.tenders.get().reserved == D("41.66")


def test_each_act_by_the_same_key_happens_once(mall):
    money = money_of(mall.approved(RICE, paid=BANK), "bank_card")
    for name, act, asked in (
        ("failed", fail_step, {"words": SAID}),
        ("resumed", resume, {}),
        ("failed", fail_step, {"words": SAID}),
        ("abandoned", abandon, {"words": SAID}),
    ):
        key = uuid4()
        for _time in range(2):
            act(request_key=key, by=mall.clerk, now=NOW, money_id=money.pk, **asked)
        assert outcomes(money)[-1] == (1, name)
    assert [outcome for _at, outcome in outcomes(money)] == ["failed", "resumed", "failed", "abandoned"]


def test_a_transfer_that_fails_goes_to_another_account_if_approved(proved):
    money = money_of(proved.approved(RICE, paid=BANK), "bank_card")
    fail(money, proved)
    refund = turn(money, proved)
    approve(refund, proved.floors, finance=proved.finance)
    transfer = money_of(refund, "bank_card")
    walk(transfer, proved.clerk, upto=2)
    assert refusal(lambda: turn(transfer, proved)) == "goes_its_way"
    asked = {"request_key": uuid4(), "now": NOW, "money_id": transfer.pk, "words": "账号不存在"}
    assert refusal(lambda: refuse_transfer(**asked, by=proved.clerk)) == "finance_only"
    refuse_transfer(**asked, by=proved.finance)
    turn(transfer, proved, payee_account="6222020200005678")
    approve(refund, proved.floors, finance=proved.finance)
    assert pay_back(refund, proved.clerk).state == "paid"
    assert (money_of(refund, "bank_card").payee_account, refund.tenders.count()) == ("6222020200005678", 3)


def test_a_purchase_that_differs_meanwhile_is_not_gone_on_with_but_can_be_given_up(proved):
    refund = proved.approved(RICE, paid=BANK)
    money = money_of(refund, "bank_card")
    walk(money, proved.clerk, upto=2)
    Purchase.objects.filter(pk=refund.purchase_id).update(state="mismatch", mismatch="金额")
    fail(money, proved)
    assert refusal(lambda: again(money, proved)) == "purchase_differs"
    assert give_up(money, proved).state == "cancelled"
