"""Refunds by bank transfer: rung up at the desk, paid by finance, each tender to its own account."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deskops.clocks.models import Target
from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.org.models import Role
from deskops.tills.models import Payment
from refunds.models import Refund
from refunds.papers.voucher import voucher_paper
from refunds.services.asking import cancel_refund
from refunds.services.diverting import divert
from refunds.services.paying import abandon, fail_step, record_step, record_transfer, refuse_transfer, resume
from refunds.services.preparing import WayOut
from tests.factories.org import NOW, make_staff, make_store
from tests.factories.paying import PAYEE, make_mall, money_of, transfer, walk
from tests.factories.refunding import RICE, SCARF, approve

D = Decimal
OUT = WayOut(["bank_card"], Refund.WayOut.CARD_CANCELLED, "卡已销户", **PAYEE)
OTHER = {"payee_name": "张三", "payee_bank": "工商银行", "payee_account": "6222081612005678"}
TODAY = local_date(NOW)
LIST = reverse("refunds:transfers")


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def with_finance(mall, **receipt):
    """A refund by exception that the desk has rung up: its transfer waits for finance."""
    refund = mall.approved(RICE, days=2, paid={"bank_card": "41.66"}, way_out=OUT, **receipt)
    money = money_of(refund, "bank_card")
    walk(money, mall.clerk, upto=2)
    return money


def paid(money, by, *, reference="HD20261121001", on=TODAY, now=NOW, key=None):
    return record_transfer(
        request_key=key or uuid4(), by=by, now=now, money_id=money.pk, reference=reference, on=on
    )


def test_the_desk_rings_it_up_and_finance_alone_records_the_transfer(proved):
    money = with_finance(proved)
    assert (money.state, money.holding, money.document) == ("finance", "reserved", None)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk}
    assert refusal(lambda: record_step(request_key=uuid4(), value="HD1", **asked)) == "money_finance"
    assert refusal(lambda: fail_step(request_key=uuid4(), words="x", **asked)) == "money_finance"
    assert refusal(lambda: abandon(request_key=uuid4(), words="x", **asked)) == "money_finance"
    elsewhere = make_staff("3002", Role.FINANCE, store=make_store("S9"))
    assert [
        refusal(lambda who=who: paid(money, who)) for who in (proved.clerk, proved.manager, elsewhere)
    ] == ["finance_only"] * 3
    key = uuid4()
    for _time in range(2):
        done = paid(money, proved.finance, key=key)
    assert (done.state, done.reference, done.trade_date) == ("done", "HD20261121001", TODAY)
    assert (done.refund.state, done.document.maker) == ("paid", proved.finance)
    assert proved.balance(AccountKind.BANK_TRANSFER) == D("-41.66")
    assert refusal(lambda: paid(money, proved.finance)) == "refund_state"


def test_a_transfer_has_a_number_of_its_own_and_a_day_since_it_was_asked_for(proved):
    first, second = with_finance(proved), with_finance(proved, number="another")
    paid(first, proved.finance)
    assert refusal(lambda: paid(second, proved.finance)) == "reference_used"
    assert refusal(lambda: paid(second, proved.finance, reference="回单 7")) == "slip_number"
    for day in (-1, 1):
        on = TODAY + timedelta(days=day)
        assert refusal(lambda on=on: paid(second, proved.finance, reference="HD2", on=on)) == "transfer_date"
    later = NOW + timedelta(days=3)
    done = paid(second, proved.finance, reference="HD2", on=TODAY + timedelta(days=1), now=later)
    assert done.document.business_date == proved.store.business_date(later)


def test_what_the_bank_refused_is_told_and_tried_again_or_given_up(proved):
    money = with_finance(proved)
    asked = {"by": proved.finance, "now": NOW, "money_id": money.pk}
    assert refusal(lambda: refuse_transfer(request_key=uuid4(), words=" ", **asked)) == "words_missing"
    refuse_transfer(request_key=uuid4(), words="户名不符", **asked)
    assert refusal(lambda: paid(money, proved.finance)) == "money_failed"
    resume(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=money.pk)
    money.refresh_from_db()
    assert money.state == "finance"
    refuse_transfer(request_key=uuid4(), words="户名不符", **asked)
    abandon(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=money.pk, words="顾客改天再来")
    assert Target.objects.get(policy__code="refund_transfer").dropped_at == NOW
    assert proved.balance(AccountKind.BANK_TRANSFER) == 0


def test_fifteen_days_from_the_demand_and_kept_by_the_transfer(proved):
    money = with_finance(proved)
    promise = Target.objects.get(policy__code="refund_transfer")
    made_at = money.refund.document.made_at
    assert (promise.role, promise.due_at - made_at, promise.due_at - promise.warn_at) == (
        "finance",
        timedelta(days=15),
        timedelta(days=5),
    )
    paid(money, proved.finance)
    promise.refresh_from_db()
    assert (promise.met_at, promise.met_by) == (NOW, proved.finance)


@pytest.fixture
def two_accounts(proved, settings):
    """A refund of which both tenders failed, each diverted to an account of its own."""
    settings.LANGUAGE_CODE = "en"
    refund = proved.approved(RICE, SCARF, paid={"bank_card": "41.66", "wechat": "27.78"})
    for code, payee in (("bank_card", PAYEE), ("wechat", OTHER)):
        money = money_of(refund, code)
        fail_step(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=money.pk, words="Z3")
        divert(
            request_key=uuid4(),
            by=proved.clerk,
            now=NOW,
            money_id=money.pk,
            why=Refund.WayOut.TERMINAL_FAILED,
            words=f"{code} 失败",
            **payee,
        )
        approve(refund, proved.floors, finance=proved.finance)
    for code in ("bank_card", "wechat"):
        walk(money_of(refund, code), proved.clerk, upto=2)
    return refund


def test_two_diverted_tenders_go_each_to_its_own_account(proved, two_accounts):
    for code in ("wechat", "bank_card"):
        transfer(money_of(two_accounts, code), by=proved.finance)
    accounts = [OTHER["payee_account"], PAYEE["payee_account"]]
    papers = [money_of(two_accounts, code).document for code in ("wechat", "bank_card")]
    assert [Payment.objects.get(document=paper).to_number for paper in papers] == accounts
    notes = voucher_paper(two_accounts.document).notes
    assert [note.split("By exception: ")[1] for note in map(str, notes)] == [
        "the terminal can't do it, bank_card 失败. To the account of 张三, 中国银行 …1234.",
        "the terminal can't do it, wechat 失败. To the account of 张三, 工商银行 …5678.",
    ]
    promise = Target.objects.get(policy__code="refund_transfer")
    assert promise.met_how.endswith(money_of(two_accounts, "bank_card").reference)


def test_what_lies_with_finance_waits_while_all_is_asked_anew(proved):
    paid_by = {"bank_card": "41.66", "wechat": "27.78"}
    refund = proved.approved(RICE, SCARF, days=2, paid=paid_by, way_out=OUT)
    wechat, card = money_of(refund, "wechat"), money_of(refund, "bank_card")
    fail_step(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=wechat.pk, words="Z3")
    fields = {"why": Refund.WayOut.TERMINAL_FAILED, "words": "微信失败", **OTHER}
    divert(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=wechat.pk, **fields)
    approve(refund, proved.floors, finance=proved.finance)
    walk(card, proved.clerk, upto=2)
    new = money_of(refund, "wechat")
    walk(new, proved.clerk, upto=2)
    refuse_transfer(request_key=uuid4(), by=proved.finance, now=NOW, money_id=new.pk, words="账号不存在")
    divert(request_key=uuid4(), by=proved.clerk, now=NOW, money_id=new.pk, **fields)
    assert refusal(lambda: paid(card, proved.finance)) == "refund_state"
    approve(refund, proved.floors, finance=proved.finance)
    paid(card, proved.finance)
    refund.refresh_from_db()
    assert (refund.state, money_of(refund, "bank_card").payee_account) == ("paying", PAYEE["payee_account"])


def test_the_promise_waits_for_the_last_of_two_transfers(proved, two_accounts):
    transfer(money_of(two_accounts, "bank_card"), by=proved.finance)
    assert Target.objects.get(policy__code="refund_transfer").met_at is None


def test_cash_does_not_wait_for_finance(proved):
    paid_by = {"bank_card": "41.66", "cash": "27.78"}
    refund = proved.approved(RICE, SCARF, days=2, paid=paid_by, way_out=OUT)
    walk(money_of(refund, "cash"), proved.clerk)
    money = money_of(refund, "bank_card")
    assert walk(money, proved.clerk, upto=2).state == "paying"
    asked = {"by": proved.clerk, "now": NOW, "refund_id": refund.pk, "why": "x"}
    assert refusal(lambda: cancel_refund(request_key=uuid4(), **asked)) == "paid_already"
    paid(money, proved.finance)
    refund.refresh_from_db()
    assert refund.state == "paid"


@pytest.mark.parametrize("field", ["payee_name", "payee_account", "out_words"])
def test_the_database_lets_no_transfer_wait_without_its_account_and_reason(mall, field):
    money = with_finance(mall)
    setattr(money, field, " ")
    with pytest.raises(IntegrityError), transaction.atomic():
        money.save(update_fields=[field])


def test_finance_records_it_on_its_page_and_nobody_else(mall, signed_in, django_assert_max_num_queries):
    money = with_finance(mall)
    url = reverse("refunds:transfer", args=[money.pk])
    assert signed_in(mall.clerk, NOW).get(url).status_code == 403
    listed = signed_in(mall.clerk, NOW).get(LIST).text
    assert ("…1234" in listed, PAYEE["payee_account"] in listed) == (True, False)
    client = signed_in(mall.finance, NOW)
    for page in (LIST, url):
        with django_assert_max_num_queries(15):
            assert PAYEE["payee_account"] in client.get(page).text
    wrong = client.post(url, {"request_key": uuid4(), "reference": "", "on": f"{TODAY}"})
    assert wrong.status_code == 422
    done = client.post(url, {"request_key": uuid4(), "reference": "HD77", "on": f"{TODAY}"})
    assert (done.status_code, done["Location"]) == (302, LIST)
    assert client.get(LIST).context["rows"] == []


def test_the_bank_refused_on_the_page_and_the_desk_goes_on(mall, signed_in):
    money = with_finance(mall)
    shown = signed_in(mall.clerk, NOW).get(reverse("refunds:refund", args=[money.refund_id]))
    assert shown.context["page"].running.money == money
    assert reverse("refunds:step", args=[money.pk]) not in shown.text
    url = reverse("refunds:transfer_refused", args=[money.pk])
    client = signed_in(mall.finance, NOW)
    client.post(url, {"request_key": uuid4(), "words": ""})
    client.post(url, {"request_key": uuid4(), "words": "账号不存在"})
    money.refresh_from_db()
    assert money.state == "failed"
    shown = signed_in(mall.clerk, NOW).get(reverse("refunds:refund", args=[money.refund_id]))
    assert ("账号不存在" in shown.text, shown.context["page"].stuck) == (True, money)


def test_transfers_of_another_store_are_not_there(mall, signed_in):
    money = with_finance(mall)
    other = make_mall("S7")
    client = signed_in(other.finance, NOW)
    assert client.get(LIST).context["rows"] == []
    assert client.get(reverse("refunds:transfer", args=[money.pk])).status_code == 404
