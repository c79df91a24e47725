"""The silver card in the same visit: the original collected, or fifty yuan into the till first."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cards.models import CardAct, CollectedCard
from cards.services import report_member_card_lost
from cards.silver.services import Original
from cashback.models import Payout, Turn
from cashback.services import Upgrade
from cashback.services.boxes import held
from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from deskops.tills.models import Payment
from members.models import MemberCard
from tests.factories.cards import tender
from tests.factories.cashback import PAID
from tests.factories.members import card_of
from tests.factories.tills import open_till

D = Decimal
NEW = "9900000001"


@pytest.fixture
def line(month):
    """A line of ten yuan; its member is silver and still has the card of a normal member."""
    (found,) = month.paying("1000.00")
    assert not card_of(found.member).silver
    return found


def lost(month, line) -> None:
    who = {"by": month.clerk, "store": month.store, "now": PAID, "identified_by": "身份证原件已核"}
    report_member_card_lost(request_key=uuid4(), number=card_of(line.member).number, **who)


def test_the_original_is_collected_with_the_payout(month, line):
    before = card_of(line.member)
    paid = month.pay(line, month.turn(), upgrade=Upgrade(NEW, Original.COLLECTED))
    now = card_of(line.member)
    assert (now.number, now.silver, now.replaces) == (NEW, True, before)
    assert CollectedCard.objects.get().card == before
    assert CardAct.objects.get().document.origin_id == paid.document.origin_id == month.cycle.pk
    assert not Payment.objects.exists()
    assert [one for one in prove_books() if one.wrong] == []


def test_a_lost_original_costs_fifty_yuan_into_the_till_not_into_the_box(month, line):
    till = open_till(month.store, month.clerk, now=PAID)
    lost(month, line)
    turn = month.turn()
    paid = month.pay(line, turn, upgrade=Upgrade(NEW, Original.LOST, tender()))
    fee = Payment.objects.get()
    assert (fee.amount, fee.shift.till_id) == (D("50.00"), till.till_id)
    assert (paid.amount, held(turn.box)) == (D("10.00"), {})
    assert not CollectedCard.objects.exists()
    assert [one for one in prove_books() if one.wrong] == []


@pytest.mark.parametrize(
    ("upgrade", "code"),
    [
        (Upgrade(NEW, Original.LOST), "fee_unpaid"),
        (Upgrade("", Original.COLLECTED), "card_number"),
    ],
)
def test_without_the_fee_or_the_number_neither_card_nor_cash_goes_out(month, line, upgrade, code):
    lost(month, line)
    turn = month.turn()
    with pytest.raises(Refused) as refused:
        month.pay(line, turn, upgrade=upgrade)
    assert refused.value.code == code
    assert not Payout.objects.exists()
    assert held(turn.box) == {D(10): 1}
    assert not MemberCard.objects.filter(silver=True).exists()


def test_whose_card_is_silver_already_gets_none(month):
    (line,) = month.paying("1000.00")
    MemberCard.objects.filter(member=line.member).update(silver=True)
    with pytest.raises(Refused) as refused:
        month.pay(line, month.turn(), upgrade=Upgrade(NEW, Original.COLLECTED))
    assert refused.value.code == "tier_fits"
    assert not Payout.objects.exists()


@pytest.fixture
def client(month, line, monkeypatch) -> Client:
    """The clerk at the counter on a day of payment, the box counted and taken."""
    monkeypatch.setattr("deskops.org.access.timezone.now", lambda: PAID)
    client = Client()
    client.force_login(month.clerk, backend="django.contrib.auth.backends.ModelBackend")
    month.turn()
    return client


def press(client: Client, line, **typed) -> int:
    typed = {
        "identified": "id_card",
        "face_10": 1,
        "signature_on_paper": "on",
        "original": "collected",
    } | typed
    address = reverse("cashback:pay", args=[line.pk])
    return client.post(address, {"request_key": str(uuid4()), "tender": "cash", **typed}).status_code


def test_on_the_page_the_number_of_the_silver_card_is_scanned_and_the_original_collected(client, line):
    shown = client.get(reverse("cashback:pay", args=[line.pk])).content.decode()
    assert f"…{card_of(line.member).number[-4:]}" in shown
    assert press(client, line, new_number=NEW) == 302
    assert CollectedCard.objects.get().act.member_card.number == NEW
    assert Turn.objects.get().payouts.count() == 1


def test_on_the_page_a_lost_original_is_paid_for_first(client, month, line):
    lost(month, line)
    assert press(client, line, new_number=NEW, original="lost") == 422  # no till is open for the fee
    assert not Payout.objects.exists()
    open_till(month.store, month.clerk, now=PAID)
    assert press(client, line, new_number=NEW, original="lost") == 302
    assert Payment.objects.get().amount == D("50.00")
    assert Payout.objects.count() == 1


def test_on_the_page_an_empty_number_leaves_the_card_for_another_day(client, line):
    before = card_of(line.member)
    assert press(client, line) == 302
    assert card_of(line.member) == before
