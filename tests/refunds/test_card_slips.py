"""A purchase and an exchange's difference by one bank card are two slips, each undone by itself."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.org.models import Floor
from deskops.receipts.models import Receipt
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails
from refunds.models import Purchase, Refund, RefundTender
from refunds.rules.split import over_slips
from refunds.services.asking import change_refund
from refunds.services.paying import pay_difference
from refunds.services.preparing import Taken
from tests.factories.org import NOW
from tests.factories.paying import walk
from tests.factories.refunding import RICE, make_approved, make_checked

D = Decimal
BANK = {"bank_card": "41.66"}
yuan = st.decimals(D("0.01"), D(10_000), places=2)


@pytest.fixture
def exchanged(proved) -> Refund:
    """Rice of 41.66 by bank card, exchanged within the hour for pots of 50.00, the rest by the same card."""
    floor = Floor.objects.get(store=proved.store, code="B1")
    refund = make_approved(
        proved.receipt(RICE, paid=BANK),
        proved.clerk,
        proved.floors,
        purpose=Refund.Purpose.EXCHANGE,
        taken=[Taken("砂锅", D(2), D("25.00"), floor.pk, "百货", "6911")],
        pay_tender=Tender.objects.get(code="bank_card"),
    )
    details = PaymentDetails(slip="000123", reference="000000000123")
    return pay_difference(request_key=uuid4(), by=proved.clerk, now=NOW, refund_id=refund.pk, details=details)


def receipt_of(exchanged) -> Receipt:
    return Receipt.objects.get(pk=exchanged.purchase.receipt_id)


def back(mall, exchanged, pots="2") -> Refund:
    """Pots come back."""
    return make_approved(receipt_of(exchanged), mall.clerk, mall.floors, goods={2: pots})


def slips_of(refund) -> list[RefundTender]:
    rows = refund.tenders.exclude(holding="released").select_related("tender", "out_tender")
    return list(rows.order_by("pk"))


def told(refund) -> list[tuple[Decimal, str, Refund | None]]:
    return [(one.amount, one.way, one.of_exchange) for one in slips_of(refund)]


def test_two_slips_of_one_day_are_voided_one_by_one(proved, exchanged):
    refund = back(proved, exchanged)
    assert told(refund) == [(D("41.66"), "void", None), (D("8.34"), "void", exchanged)]
    own, difference = slips_of(refund)
    walk(own, proved.clerk)
    refund = walk(difference, proved.clerk)
    assert refund.state == "paid"
    assert len({one.terminal_slip for one in (own, difference)}) == 2
    assert len({one.reference for one in (own, difference)}) == 2
    assert refund.purchase.tenders.get().refunded == D("50.00")
    assert proved.balance(AccountKind.BANK_CARD) == D("-41.66")


def test_each_slip_has_its_own_day_at_the_terminal(proved, exchanged):
    Purchase.objects.filter(pk=exchanged.purchase_id).update(bought_at=NOW - timedelta(days=3))
    refund = back(proved, exchanged)
    own, difference = slips_of(refund)
    assert [one.way for one in (own, difference)] == ["refund", "void"]
    with pytest.raises(Refused) as refused:
        walk(difference, proved.clerk)
    assert refused.value.code == "not_its_turn"
    walk(own, proved.clerk)
    assert own.trade_date == local_date(NOW - timedelta(days=3))
    assert walk(difference, proved.clerk).state == "paid"


def test_what_is_less_than_a_slip_is_refunded_and_no_slip_gives_twice(proved, exchanged):
    first = back(proved, exchanged, "1")
    assert told(first) == [(D("16.66"), "refund", None), (D("8.34"), "void", exchanged)]
    assert told(back(proved, exchanged, "1")) == [(D("25.00"), "refund", None)]


def test_what_is_prepared_anew_keeps_its_slips(proved, exchanged):
    refund = back(proved, exchanged)
    before = told(refund)
    change_refund(request_key=uuid4(), by=proved.clerk, now=NOW, refund_id=refund.pk)
    assert told(refund) == before


def test_the_page_asks_for_the_card_once_and_names_the_slip(proved, exchanged, signed_in):
    client = signed_in(proved.clerk, NOW)
    draft = make_checked(receipt_of(exchanged), proved.clerk, goods={2: "2"})
    page = client.get(f"/refunds/{draft.pk}/?at=check").text
    assert page.count('name="card_bank_card"') == 1
    number = exchanged.document.number
    approved = back(proved, exchanged)
    before = client.get(f"/refunds/{approved.pk}/").text.count(number)
    walk(slips_of(approved)[0], proved.clerk)
    assert client.get(f"/refunds/{approved.pk}/").text.count(number) == before + 1


@given(left=st.lists(yuan, min_size=1, max_size=5), share=st.integers(1, 100))
def test_slips_give_all_of_it_and_none_more_than_it_has(left, share):
    amount = (sum(left) * share / 100).quantize(D("0.01"))
    parts = over_slips(amount, left)
    assert sum(parts) == amount
    assert all(0 <= part <= one for part, one in zip(parts, left, strict=True))


def test_slips_that_have_less_left_are_a_mistake():
    with pytest.raises(ValueError, match="more than the slips have"):
        over_slips(D("2.00"), [D("1.00"), D("0.50")])
