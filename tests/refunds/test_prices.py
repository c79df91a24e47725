"""What was charged too much goes back without the goods, as a refund like every other."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.papers.forms import Signed
from refunds.models import Refund, RefundLine
from refunds.papers.voucher import voucher_paper
from refunds.services.asking import ask_refund, cancel_refund
from refunds.services.opening import open_refund
from refunds.services.preparing import Chosen, check, choose_goods
from refunds.services.signing import sign_voucher
from tests.factories.org import NOW
from tests.factories.paying import pay_back
from tests.factories.refunding import RICE, SCARF, approve, make_checked

D = Decimal
WRONG, KEPT = Refund.Reason.WRONG_PRICE, Refund.Condition.KEPT
SHELF = "货架价签 39.66，收银多收 2 元"


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def opened(mall, receipt, purpose=Refund.Purpose.REFUND) -> Refund:
    asked = {"by": mall.clerk, "store": mall.store, "now": NOW, "receipt_id": receipt.pk}
    return open_refund(request_key=uuid4(), purpose=purpose, **asked)


def chosen(mall, refund, *goods, **fields) -> Refund:
    """Goods as (position, quantity, yuan of the price)."""
    lines = {line.position: line.pk for line in refund.purchase.lines.all()}
    told = {"reason": WRONG, "condition": Refund.Condition.UNOPENED, "words": SHELF, **fields}
    return choose_goods(
        request_key=uuid4(),
        by=mall.clerk,
        now=NOW,
        refund_id=refund.pk,
        goods=[Chosen(lines[at], D(quantity), D(price)) for at, quantity, price in goods],
        **told,
    )


def asked(mall, refund) -> Refund:
    here = {"by": mall.clerk, "now": NOW, "refund_id": refund.pk}
    check(request_key=uuid4(), cards={"bank_card": "4321"}, invoice=Refund.Invoice.NONE, **here)
    return ask_refund(request_key=uuid4(), **here)


def approved(mall, refund) -> Refund:
    approve(asked(mall, refund), mall.floors)
    refund.refresh_from_db()
    return refund


def line_of(refund, position=1):
    return refund.purchase.lines.get(position=position)


def test_an_overcharge_goes_back_like_a_refund_and_the_goods_stay(proved):
    refund = chosen(proved, opened(proved, proved.receipt(RICE)), (1, "0", "2.00"))
    assert (refund.condition, refund.goods_amount, refund.amount) == (KEPT, D("2.00"), D("2.00"))
    refund = approved(proved, refund)
    assert refund.document.approvals.get().floor.code == "B1"
    held = line_of(refund)
    assert (held.reserved, held.reserved_amount, held.overcharged) == (0, D("2.00"), D("2.00"))
    refund = pay_back(refund, proved.clerk)
    held = line_of(refund)
    assert (held.returned, held.returned_amount, held.overcharged) == (0, D("2.00"), D("2.00"))
    assert proved.balance(AccountKind.REFUND_CLEARING) == D("2.00")
    assert proved.till == D("498.00")
    assert (refund.state, refund.pickups.count()) == ("paid", 0)
    (goods, _money) = voucher_paper(refund.document).tables
    assert [list(row)[3:] for row in goods.rows] == [["", D("2.00")]]
    signed = {"by": proved.clerk, "now": NOW, "refund_id": refund.pk, "signed": Signed(None)}
    assert sign_voucher(request_key=uuid4(), **signed).state == "closed"


def test_goods_that_come_back_later_have_cost_less(proved):
    receipt = proved.receipt(RICE)
    pay_back(approved(proved, chosen(proved, opened(proved, receipt), (1, "0", "1.66"))), proved.clerk)
    for _piece in range(2):
        refund = chosen(proved, opened(proved, receipt), (1, "1", "0"))
        assert refund.amount == D("20.00")
        pay_back(approved(proved, refund), proved.clerk)
    line = line_of(refund)
    assert (line.returned, line.returned_amount) == (D(2), D("41.66"))
    assert refund.purchase.tenders.get().refunded == D("41.66")
    assert refusal(lambda: chosen(proved, opened(proved, receipt), (1, "0", "0.01"))) == "too_much"


def test_goods_of_one_line_and_the_price_of_another_in_one_refund(proved):
    refund = opened(proved, proved.receipt(RICE, SCARF))
    goods = ((1, "0", "1.66"), (2, "1", "0"))
    assert refusal(lambda: chosen(proved, refund, *goods, condition=KEPT)) == "condition_missing"
    refund = pay_back(approved(proved, chosen(proved, refund, *goods)), proved.clerk)
    assert (refund.amount, refund.condition) == (D("29.44"), "unopened")
    assert [pickup.floor.code for pickup in refund.pickups.all()] == ["1F"]


@pytest.mark.parametrize(
    ("goods", "fields", "code"),
    [
        (("0", "41.67"), {}, "too_much"),
        (("0", "-1.00"), {}, "too_much"),
        (("1", "1.00"), {}, "goods_or_price"),
        (("0", "1.00"), {"reason": Refund.Reason.UNWANTED}, "not_a_price"),
        (("0", "1.00"), {"words": " "}, "right_price_missing"),
        (("1", "0"), {"condition": KEPT}, "condition_missing"),
    ],
)
def test_a_price_is_no_way_around_the_rules(mall, goods, fields, code):
    refund = opened(mall, mall.receipt(RICE))
    assert refusal(lambda: chosen(mall, refund, (1, *goods), **fields)) == code


def test_what_another_refund_asks_for_is_not_given_back_twice(mall):
    receipt = mall.receipt(RICE)
    first = chosen(mall, opened(mall, receipt), (1, "0", "30.00"))
    second = chosen(mall, opened(mall, receipt), (1, "0", "30.00"))
    asked(mall, first)
    assert refusal(lambda: asked(mall, second)) in ("money_changed", "more_than_paid")
    cancel_refund(request_key=uuid4(), by=mall.clerk, now=NOW, refund_id=first.pk, why="价签已核，未多收")
    assert line_of(first).overcharged == 0
    assert asked(mall, second).state == "asked"


def test_the_database_keeps_the_line_however_it_is_asked(mall):
    refund = make_checked(mall.receipt(RICE, SCARF), mall.clerk)
    line = refund.lines.get(line__position=1)
    price = {"refund": refund, "line": line.line, "floor": line.floor, "quantity": 0, "holding": "reserved"}
    RefundLine.objects.filter(refund=refund).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundLine.objects.create(**price, amount=D("41.67"))
    with pytest.raises(IntegrityError), transaction.atomic():
        RefundLine.objects.create(**price, amount=D("0.00"))


def test_the_desk_types_it_on_the_page_of_the_goods(mall, signed_in):
    refund = opened(mall, mall.receipt(RICE))
    line = line_of(refund)
    client, url = signed_in(mall.clerk, NOW), reverse("refunds:goods", args=[refund.pk])
    told = {"reason": WRONG, "words": SHELF, f"quantity_{line.pk}": "", f"price_{line.pk}": "2"}
    no_condition = {**told, f"price_{line.pk}": "", f"quantity_{line.pk}": "1"}
    assert client.post(url, {"request_key": uuid4(), **no_condition}).status_code == 422
    assert client.post(url, {"request_key": uuid4(), **told, "words": ""}).status_code == 422
    assert client.post(url, {"request_key": uuid4(), **told}).status_code == 302
    assert RefundLine.objects.get(refund=refund).amount == D("2.00")
    page = client.get(reverse("refunds:refund", args=[refund.pk]) + "?at=goods").text
    assert f'name="price_{line.pk}" value="2.00"' in page


def test_an_exchange_has_no_box_for_a_price(mall, signed_in):
    refund = opened(mall, mall.receipt(RICE), Refund.Purpose.EXCHANGE)
    page = signed_in(mall.clerk, NOW).get(reverse("refunds:refund", args=[refund.pk])).text
    assert f"price_{line_of(refund).pk}" not in page
