"""A refund of the desk and the POS that carries it out: credited once, whichever side comes first."""

from uuid import uuid4

import pytest

from cards.models import CardAct
from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from refunds.models import Refund
from refunds.services.paying import record_step
from tests.factories.org import NOW
from tests.factories.paying import held_on, make_mall, money_of, walk
from tests.factories.pos import make_pos
from tests.factories.refunding import RICE, SCARF

pytestmark = pytest.mark.django_db
STORED = {"stored_value": "41.66"}


@pytest.fixture
def mall():
    yield make_mall()
    assert [line.code for line in prove_books() if line.wrong] == []


@pytest.fixture
def pos(mall):
    return make_pos(mall.store, mall.manager)


def approved(mall, number, *goods, paid=None, **more):
    cards = {"stored_value": number, "bank_card": "4321"}
    return mall.approved(*(goods or (RICE,)), paid=paid or STORED, cards=cards, **more)


def ask(pos, refund, amount="41.66", **more):
    return pos.send("refund", {"refund": refund.document.number, "amount": amount, "slip": "4711"}, **more)


def test_the_pos_credits_an_approved_refund(mall, pos):
    number = mall.card(amount="100.00")
    refund = approved(mall, number)
    status, answer = ask(pos, refund, key="till-0001")
    money = money_of(refund, "stored_value")
    assert (status, answer["amount"], answer["balance"], answer["by_desk"]) == (200, "41.66", "141.66", False)
    assert (answer["refund"], answer["number"]) == (refund.document.number, money.document.number)
    refund.refresh_from_db()
    assert (refund.state, money.slip, money.credited) == (Refund.State.PAID, "4711", number)
    assert ask(pos, refund, key="till-0001") == (status, answer)
    assert ask(pos, refund)[1] == answer | {"by_desk": True}
    with pytest.raises(Refused) as no:
        record_step(request_key=uuid4(), by=mall.clerk, now=NOW, money_id=money.pk, value="4712")
    assert no.value.code == "refund_state"
    assert str(held_on(number)) == "141.66"
    assert CardAct.objects.filter(kind=CardAct.Kind.REFUND).count() == 1


def test_what_the_desk_credited_the_pos_finds_done(mall, pos):
    number = mall.card(amount="100.00")
    refund = approved(mall, number)
    walk(money_of(refund, "stored_value"), mall.clerk)
    status, answer = ask(pos, refund)
    assert (status, answer["by_desk"], answer["balance"]) == (200, True, "141.66")
    assert CardAct.objects.filter(kind=CardAct.Kind.REFUND).count() == 1


def test_a_desk_that_has_begun_is_not_doubled(mall, pos):
    number = mall.card(amount="100.00")
    refund = approved(mall, number)
    walk(money_of(refund, "stored_value"), mall.clerk, upto=2)
    assert ask(pos, refund)[0] == 200
    assert CardAct.objects.filter(kind=CardAct.Kind.REFUND).count() == 1


def test_only_what_was_approved_in_its_turn_in_its_store(mall, pos):
    number = mall.card(amount="100.00")
    mixed = approved(
        mall, number, RICE, SCARF, paid={"cash": "20.00", "stored_value": "29.44", "bank_card": "20.00"}
    )
    elsewhere = make_pos(make_mall("S2").store, mall.manager)
    draft = mall.receipt(RICE, number="40186554299")
    answers = [
        ask(pos, mixed, "29.45"),
        ask(pos, mixed, "29.44"),
        ask(elsewhere, mixed, "29.44"),
        pos.send("refund", {"refund": f"TH-S1-261121-{draft.pk:04d}9", "amount": "1.00", "slip": "1"}),
    ]
    assert [(status, answer["error"]["code"]) for status, answer in answers] == [
        (422, "amount_differs"),
        (422, "not_its_turn"),
        (404, "refund_unknown"),
        (404, "refund_unknown"),
    ]
    assert str(held_on(number)) == "100.00"


def test_a_payment_whose_refund_is_asked_for_is_not_taken_back(mall, pos):
    number = mall.card(amount="100.00")
    pos.redeem(number, "41.66", key="till-0001", receipt="40186554202")
    refund = approved(mall, number)
    status, answer = pos.reverse("till-0001", key="till-0002")
    assert (status, answer["error"]["code"]) == (422, "refund_held")
    ask(pos, refund)
    assert pos.reverse("till-0001", key="till-0003")[1]["error"]["code"] == "refund_held"
    assert str(held_on(number)) == "100.00"


def test_a_payment_that_was_taken_back_is_not_refunded(mall, pos):
    number = mall.card(amount="100.00")
    pos.redeem(number, "41.66", key="till-0001", receipt="40186554202")
    pos.reverse("till-0001")
    refund = approved(mall, number)
    status, answer = ask(pos, refund)
    assert (status, answer["error"]["code"]) == (422, "redemption_reversed")
    assert str(held_on(number)) == "100.00"
