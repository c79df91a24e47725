"""Receipts typed from paper meet the POS's file: verified, or a mismatch nobody overlooks."""

import csv
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.imports import Options
from deskops.core.refusals import Refused
from deskops.receipts.imports import COLUMNS, import_receipts
from deskops.receipts.models import Receipt
from refunds.models import Purchase, PurchaseTender, RefundTender
from refunds.services.locking import fresh
from refunds.services.matching import match_typed, settle_mismatch
from refunds.services.purchases import purchase_from
from refunds.terms import refund_terms
from tests.factories.org import make_store
from tests.factories.refunds import BOUGHT, NUMBER, make_purchase, make_receipt, make_refund
from tests.factories.tills import NOW

pytestmark = pytest.mark.django_db
State = Purchase.State
yuan = Decimal


def bring(tmp_path, desk, **changes):
    """The POS's file with the coat's receipt."""
    row = dict.fromkeys(COLUMNS, "") | {
        "门店": "S1",
        "收银机": "03",
        "小票号": NUMBER,
        "交易时间": f"{BOUGHT + timedelta(hours=8):%Y-%m-%d %H:%M:%S}",
        "会员卡号": "8800000081",
        "行号": "1",
        "品名": "外套",
        "楼层": "1F",
        "数量": "2",
        "单价": "100.00",
        "金额": "200.00",
        "现金": "200.00",
    }
    path = tmp_path / "receipts.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row | changes)
    return import_receipts(path, Options(by=desk.finance, now=NOW), lambda done, total: None)


def test_the_next_import_verifies_what_was_typed(tmp_path, desk):
    purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
    bring(tmp_path, desk)
    purchase.refresh_from_db()
    receipt = Receipt.objects.get()
    assert (purchase.state, purchase.receipt_id, purchase.matched_at) == (State.VERIFIED, receipt.pk, NOW)
    assert (purchase.mismatch, purchase.card_number) == ("", "8800000081")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"现金": "150.00", "微信": "50.00"},
            [
                "Cash: on the paper 200.00, in the file 150.00",
                "WeChat Pay: on the paper 0.00, in the file 50.00",
            ],
        ),
        (
            {"数量": "1", "单价": "200.00"},
            ["goods: on the paper 2 × 200.00, in the file 1 × 200.00"],
        ),
        (
            {"单价": "90.00", "金额": "180.00", "现金": "180.00"},
            [
                "amount: on the paper 200.00, in the file 180.00",
                "Cash: on the paper 200.00, in the file 180.00",
                "goods: on the paper 2 × 200.00, in the file 2 × 180.00",
            ],
        ),
        (
            {"交易时间": "2026-11-18 10:01:00"},
            ["time of purchase: on the paper 2026-11-18 10:00, in the file 2026-11-18 10:01"],
        ),
        ({"收银机": "04"}, ["POS: on the paper 03, in the file 04"]),
    ],
)
def test_a_file_that_tells_otherwise_is_a_mismatch_with_both_values(tmp_path, desk, changes, words):
    purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
    refund = make_refund(purchase, by=desk.clerk)
    bring(tmp_path, desk, **changes)
    purchase.refresh_from_db()
    assert (purchase.state, purchase.receipt_id) == (State.MISMATCH, Receipt.objects.get().pk)
    assert purchase.mismatch.split("；") == words
    assert [money.amount for money in refund.tenders.all()] == [yuan("100.00")]
    assert PurchaseTender.objects.get().paid == yuan("200.00")


def test_a_receipt_of_another_pos_at_another_time_is_another_receipt(tmp_path, desk):
    purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
    bring(tmp_path, desk, 收银机="04", 交易时间="2026-11-18 12:00:00")
    purchase.refresh_from_db()
    assert purchase.state == State.UNVERIFIED


def test_the_same_number_in_another_store_is_another_receipt(tmp_path, desk):
    elsewhere = make_purchase(make_store("S2"), by=desk.clerk, typed=True)
    bring(tmp_path, desk)
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.UNVERIFIED


def test_one_receipt_typed_twice_is_not_refunded_twice(tmp_path, desk):
    first = make_purchase(desk.store, by=desk.clerk, typed=True)
    second = make_purchase(desk.store, by=desk.clerk, typed=True, pos="")
    bring(tmp_path, desk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.VERIFIED, State.MISMATCH)
    assert second.mismatch == f"this receipt has been typed before, as {NUMBER} of POS 03"


def test_what_an_exchange_added_is_no_difference(tmp_path, desk):
    purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
    paid = purchase.tenders.get()
    make_refund(
        purchase,
        by=desk.clerk,
        back={},
        purpose="exchange",
        taken_amount=yuan("130.00"),
        to_pay=yuan("30.00"),
        pay_tender=paid.tender,
        paid_at=NOW,
        state="paid",
    )
    PurchaseTender.objects.update(paid=yuan("230.00"))
    bring(tmp_path, desk)
    purchase.refresh_from_db()
    assert purchase.state == State.VERIFIED


def test_what_is_verified_or_settled_is_not_compared_again(tmp_path, desk):
    purchase = make_purchase(desk.store, by=desk.clerk)
    bring(tmp_path, desk, 数量="1", 单价="200.00")
    purchase.refresh_from_db()
    assert (purchase.state, purchase.receipt_id, purchase.matched_at) == (State.VERIFIED, 1, None)


def test_an_import_costs_the_same_however_much_was_typed(tmp_path, desk, django_assert_num_queries):
    for n in range(12):
        make_purchase(desk.store, by=desk.clerk, typed=True, number=f"{n}")
        make_receipt(desk.store, number=f"{n}")
    with django_assert_num_queries(11):
        assert match_typed(now=NOW) == 12
    with django_assert_num_queries(2):
        assert match_typed(now=NOW) == 0


def settle(purchase, by, how="小票与收银核对无误，系统录入金额有误"):
    return settle_mismatch(request_key=uuid4(), by=by, now=NOW, purchase_id=purchase.pk, how=how)


@pytest.fixture
def mismatch(desk):
    return make_purchase(
        desk.store, by=desk.clerk, typed=True, state=State.MISMATCH, receipt_id=7, mismatch="金额不同"
    )


def test_the_desk_supervisor_settles_a_mismatch_and_the_money_stays(desk, mismatch):
    refund = make_refund(mismatch, by=desk.clerk)
    settled = settle(mismatch, desk.supervisor)
    assert (settled.state, settled.settled_by, settled.settled_at) == (State.SETTLED, desk.supervisor, NOW)
    assert (settled.mismatch, settled.settled_how) == ("金额不同", "小票与收银核对无误，系统录入金额有误")
    assert RefundTender.objects.get(refund=refund).amount == yuan("100.00")


def test_a_mismatch_is_settled_once(desk, mismatch):
    settle(mismatch, desk.supervisor)
    with pytest.raises(Refused) as refused:
        settle(mismatch, desk.supervisor, "再来一次")
    assert refused.value.code == "no_mismatch"


def test_not_without_a_reason(desk, mismatch):
    with pytest.raises(Refused) as refused:
        settle(mismatch, desk.supervisor, "  ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "how")


def test_not_by_who_saw_the_paper(desk, mismatch):
    with pytest.raises(Refused) as refused:
        settle(mismatch, desk.clerk)
    assert refused.value.code == "own_paper"
    assert Purchase.objects.get().state == State.MISMATCH


def test_a_receipt_that_was_typed_is_no_second_purchase_once_it_is_here(tmp_path, desk):
    typed = make_purchase(desk.store, by=desk.clerk, typed=True, pos="3")
    bring(tmp_path, desk)
    typed.refresh_from_db()
    assert (typed.state, typed.mismatch) == (State.MISMATCH, "POS: on the paper 3, in the file 03")
    assert purchase_from(Receipt.objects.select_related("store").get()) == typed


def test_a_file_that_agrees_leaves_the_approvers_terms_as_they_were(tmp_path, desk):
    purchase = make_purchase(desk.store, by=desk.clerk, typed=True)
    refund = make_refund(purchase, by=desk.clerk)
    before = refund_terms(fresh(refund.pk)).body()
    bring(tmp_path, desk)
    purchase.refresh_from_db()
    assert (purchase.state, purchase.card_number) == (State.VERIFIED, "8800000081")
    assert refund_terms(fresh(refund.pk)).body() == before
