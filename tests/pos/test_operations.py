"""What a till does, each operation once."""

from decimal import Decimal

import pytest

from cards.models import CardAct
from deskops.core.models import Request
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account, Transfer
from deskops.pos.models import Operation
from deskops.receipts.models import Batch, Receipt, ReceiptLine, ReceiptTender
from tests.factories.cards import stored_number
from tests.factories.pos import make_pos, receipt
from tests.factories.tills import make_desk

pytestmark = pytest.mark.django_db
CARD = stored_number(1)


def held(store, kind):
    return sum(Account.objects.filter(store=store, kind=kind).values_list("balance", flat=True), Decimal(0))


def test_a_payment_takes_the_money_and_keeps_both_prices(pos, desk):
    status, answer = pos.redeem(CARD, "58.00", listed="65.00", receipt="40186554202")
    made = CardAct.objects.get(kind=CardAct.Kind.REDEEM)
    assert status == 200
    assert answer == {
        "number": made.document.number,
        "card": "…0001",
        "amount": "58.00",
        "principal": "58.00",
        "bonus": "0.00",
        "balance": "442.00",
        "at": answer["at"],
        "business_date": made.document.business_date.isoformat(),
    }
    assert (made.paid, made.listed, made.receipt) == (Decimal(58), Decimal(65), "40186554202")
    assert made.document.maker == pos.till.staff
    assert held(desk.store, AccountKind.CARD_SALES) == -58
    assert pos.balance(CARD) == "442.00"


def test_the_same_request_again_is_answered_the_same_and_does_nothing(pos):
    first = pos.redeem(CARD, "58.00", key="till-0001")
    before = (Transfer.objects.count(), Request.objects.count(), Operation.objects.count())
    assert [pos.redeem(CARD, "58.00", key="till-0001") for _again in range(3)] == [first] * 3
    assert (Transfer.objects.count(), Request.objects.count(), Operation.objects.count()) == before


def test_the_same_answer_is_the_same_bytes_and_says_that_it_was_there(pos):
    def ask():
        return pos.client.post(
            "/api/v1/redeem",
            {"card": CARD, "amount": "1.00", "listed": "1.00", "receipt": "R"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {pos.secret}", "Idempotency-Key": "till-0009"},
        )

    first, again = ask(), ask()
    assert first.content == again.content
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")


def test_another_request_under_the_same_key_is_refused(pos):
    pos.redeem(CARD, "58.00", key="till-0001")
    for status, answer in (
        pos.redeem(CARD, "58.01", key="till-0001"),
        pos.top_up(CARD, "58.00", key="till-0001"),
    ):
        assert (status, answer["error"]["code"]) == (409, "request_reused")
    assert pos.balance(CARD) == "442.00"


def test_what_was_refused_stays_refused_under_its_key(pos):
    first = pos.redeem(CARD, "500.01", key="till-0001")
    assert (first[0], first[1]["error"]["code"]) == (422, "card_short")
    pos.top_up(CARD, "100.00")
    assert pos.redeem(CARD, "500.01", key="till-0001") == first
    assert pos.redeem(CARD, "500.01", key="till-0002")[0] == 200


def test_a_key_is_the_tills_own(pos, desk):
    other = make_pos(desk.store, desk.supervisor, code="04")
    assert pos.redeem(CARD, "1.00", key="till-0001")[0] == 200
    assert other.redeem(CARD, "2.00", key="till-0001")[0] == 200
    assert pos.balance(CARD) == "497.00"


@pytest.mark.parametrize(
    ("tender", "kind", "more"),
    [
        ("cash", AccountKind.POS_TAKINGS, {}),
        ("bank_card", AccountKind.BANK_CARD, {"slip": "000123"}),
        ("wechat", AccountKind.PAYMENT_APPS, {"reference": "4200001234"}),
    ],
)
def test_money_put_on_a_card_stays_with_the_pos(pos, desk, tender, kind, more):
    before = held(desk.store, AccountKind.TILL_CASH)
    status, answer = pos.top_up(CARD, "200.00", tender=tender, **more)
    assert (status, answer["balance"]) == (200, "700.00")
    assert held(desk.store, kind) == 200
    assert held(desk.store, AccountKind.TILL_CASH) == before


def test_a_bank_card_without_its_slip_and_more_than_the_limit_are_refused(pos):
    answers = [pos.top_up(CARD, "1.00", tender="bank_card"), pos.top_up(CARD, "4500.01")]
    assert [(status, one["error"]["code"]) for status, one in answers] == [
        (422, "tender_incomplete"),
        (422, "card_limit"),
    ]


def test_a_payment_is_taken_back_once(pos, desk):
    pos.redeem(CARD, "58.00", key="till-0001")
    status, answer = pos.reverse("till-0001")
    assert (status, answer["reversed"], answer["balance"]) == (200, True, "500.00")
    again = pos.reverse("till-0001")
    assert (again[0], again[1]["number"]) == (200, answer["number"])
    assert pos.balance(CARD) == "500.00"
    assert held(desk.store, AccountKind.CARD_SALES) == 0
    first = CardAct.objects.get(kind=CardAct.Kind.REDEEM, reverses=None)
    assert first.reversed_by.document.number == answer["number"]


def test_a_top_up_is_taken_back_while_it_is_there(pos, desk):
    pos.top_up(CARD, "200.00", key="till-0001")
    pos.redeem(CARD, "600.00", key="till-0002")
    status, answer = pos.reverse("till-0001", key="till-0003")
    assert (status, answer["error"]["code"]) == (422, "insufficient")
    pos.reverse("till-0002")
    assert pos.reverse("till-0001")[1]["balance"] == "500.00"
    assert held(desk.store, AccountKind.POS_TAKINGS) == 0


def test_what_is_taken_back_before_it_comes_is_refused_when_it_comes(pos):
    assert pos.reverse("till-0001") == (200, {"operation": "till-0001", "reversed": False})
    status, answer = pos.redeem(CARD, "58.00", key="till-0001")
    assert (status, answer["error"]["code"]) == (409, "operation_cancelled")
    assert pos.balance(CARD) == "500.00"


def test_a_till_takes_back_its_own_only(pos, desk):
    other = make_pos(make_desk("S2").store, desk.supervisor)
    pos.redeem(CARD, "58.00", key="till-0001")
    assert other.reverse("till-0001")[1]["reversed"] is False
    assert pos.balance(CARD) == "442.00"


def test_a_reversal_is_not_taken_back(pos):
    pos.redeem(CARD, "58.00", key="till-0001")
    pos.reverse("till-0001", key="till-0002")
    status, answer = pos.reverse("till-0002")
    assert (status, answer["error"]["code"]) == (422, "not_reversible")


def test_a_batch_sent_again_adds_nothing(pos, desk):
    batch = {"receipts": [receipt("70000001"), receipt("70000002", member_card="8810000004")]}
    first = pos.send("receipts", batch, key="till-0001")
    assert first[0] == 200
    assert [first[1][name] for name in ("added", "unchanged", "refused")] == [2, 0, 0]
    assert pos.send("receipts", batch, key="till-0001") == first
    _status, again = pos.send("receipts", batch)
    assert [again[name] for name in ("added", "unchanged", "refused")] == [0, 2, 0]
    assert (Receipt.objects.count(), ReceiptLine.objects.count(), ReceiptTender.objects.count()) == (2, 2, 2)
    assert Batch.objects.count() == 1
    assert set(Receipt.objects.values_list("store", "pos")) == {(desk.store.pk, "03")}


def test_each_receipt_of_a_batch_stands_by_itself(pos):
    pos.send("receipts", {"receipts": [receipt("70000001")]})
    batch = [
        receipt("70000001", amount="1.00"),
        receipt("70000002", lines=[{**receipt()["lines"][0], "floor": "9F"}]),
        receipt("70000003", tenders=[{"tender": "cash", "amount": "1.00"}]),
        receipt("70000004", name="䶮㛃𠅤牌咖啡"),
    ]
    _status, answer = pos.send("receipts", {"receipts": batch})
    assert [(one["number"], one["result"], one["code"]) for one in answer["receipts"]] == [
        ("70000001", "refused", "other"),
        ("70000002", "refused", "floor_unknown"),
        ("70000003", "refused", "paid_differs"),
        ("70000004", "added", ""),
    ]
    assert ReceiptLine.objects.get(receipt__number="70000004").name == "䶮㛃𠅤牌咖啡"
