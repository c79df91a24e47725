"""Cards without a holder (不记名卡): whoever has one spends it, and nothing that needs a holder is done."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError

from cards.models import StoredValue
from cards.papers import receipt_paper, statement_paper
from cards.queries import find_cards, lines_of
from cards.reports.acts import CARD_ACTS
from cards.services import ask_statement, freeze, redeem, replace_lost, report_lost, take_from_card, unfreeze
from cards.takings.liability import liability
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document
from deskops.ledger.reports import Asked
from tests.cards.test_refunding import _plugged, back, wrong  # noqa: F401
from tests.factories.cards import bearer, charge, sell
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db

D = Decimal


def spend(counter, number: str, amount: str, **fields):
    return redeem(request_key=uuid4(), **counter.here, number=number, amount=D(amount), **fields)


def test_whoever_has_it_spends_it_and_the_books_prove(counter):
    card = bearer(**counter.here, amount="100.00", bonus="20.00")
    made = spend(counter, card.number, "110.00", receipt="R1")
    assert (made.principal, made.bonus, made.balance_after) == (D(-100), D(-10), D(10))
    assert made.document.member_id is None
    owed = liability(counter.store, DAY, DAY)
    assert (owed.sold, owed.redeemed, owed.closing) == (D(120), D(110), D(10))
    assert not wrong()
    asked = Asked(counter.store, DAY, DAY)
    assert [row.principal for row in CARD_ACTS.rows(asked)] == [D(100), D(-100)]


def test_it_is_found_by_its_number_and_its_papers_name_no_customer(counter):
    card = bearer(**counter.here)
    made = spend(counter, card.number, "1.00")
    assert [found.value.owner for found in find_cards(card.number)] == ["不记名卡"]
    assert receipt_paper(made.document).fields[0].value == "不记名卡"
    asked = ask_statement(request_key=uuid4(), **counter.here, number=card.number, since=DAY, until=DAY)
    paper = statement_paper(asked.document)
    assert paper.fields[0].value == "不记名卡"
    assert len(lines_of(card.value)) == len(paper.tables[0].rows) == 2


def test_nothing_that_needs_a_holder_is_done(counter):
    card = bearer(**counter.here)
    refusals = []
    for attempt in (
        lambda: charge(card.number, **counter.here),
        lambda: report_lost(request_key=uuid4(), **counter.here, number=card.number, identified_by="身份证"),
        lambda: replace_lost(
            request_key=uuid4(),
            **counter.here,
            number=card.number,
            new_number="6600099999",
            identified_by="身份证",
        ),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        refusals.append(refused.value.code)
    assert refusals == ["card_bearer"] * 3


def test_it_can_be_frozen_with_a_reason_and_let_go(counter):
    card = bearer(**counter.here)
    freeze(request_key=uuid4(), **counter.here, number=card.number, reason="公安来函")
    with pytest.raises(Refused) as refused:
        spend(counter, card.number, "1.00")
    assert refused.value.code == "card_not_active"
    unfreeze(request_key=uuid4(), **counter.here, number=card.number, reason="解除")
    assert spend(counter, card.number, "1.00").balance_after == D("199.00")


def test_it_works_on_its_last_day_and_not_on_the_next(counter):
    last = bearer(**counter.here, n=9001, until=DAY)
    assert spend(counter, last.number, "1.00").balance_after == D("199.00")
    over = bearer(**counter.here, n=9002, until=date(DAY.year, DAY.month, DAY.day - 1))
    with pytest.raises(Refused) as refused:
        spend(counter, over.number, "1.00")
    assert refused.value.code == "card_expired"
    paper = begin_document(kind="refund_money", store=counter.store, by=counter.clerk, now=NOW)
    with pytest.raises(Refused) as refused:
        take_from_card(document=paper, number=over.number, amount=D("1.00"))
    assert refused.value.code == "card_expired"


def test_a_purchase_comes_back_on_it_and_on_no_other_bearer_card(counter):
    card, other = bearer(**counter.here, n=9001, amount="900.00"), bearer(**counter.here, n=9002)
    spend(counter, card.number, "300.00", receipt="R7")
    spend(counter, other.number, "50.00", receipt="R7")
    made = back(counter, card.number, "300.00", receipt="R7")
    assert (made.card_id, made.principal, made.balance_after) == (card.pk, D(300), D(900))
    with pytest.raises(Refused) as refused:
        back(counter, card.number, "100.01")
    assert refused.value.code == "no_card_with_room"
    assert "1,000.00" in str(refused.value.message)
    freeze(request_key=uuid4(), **counter.here, number=other.number, reason="公安来函")
    with pytest.raises(Refused):
        back(counter, other.number, "1.00")


def test_bonus_comes_back_as_this_card_gave_it(counter):
    card = bearer(**counter.here, n=9001, amount="100.00", bonus="50.00")
    other = bearer(**counter.here, n=9002, amount="150.00")
    spend(counter, card.number, "120.00", receipt="R8")
    spend(counter, other.number, "120.00", receipt="R8")
    made = back(counter, card.number, "120.00", receipt="R8")
    assert (made.principal, made.bonus) == (D(100), D(20))
    assert not wrong()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "bearer", "referrer": "", "valid_until": None},
        {"kind": "registered", "holder": None},
        {"kind": "registered", "valid_until": date(2099, 1, 1)},
        {"kind": "bearer", "referrer": "", "valid_until": DAY},
        {"kind": "gift"},
    ],
)
def test_the_database_knows_a_registered_from_a_bearer_account(counter, wrong):
    value = sell(counter.member, **counter.here).value
    with pytest.raises(IntegrityError):
        StoredValue.objects.filter(pk=value.pk).update(**wrong)


def test_its_page_offers_what_may_be_done_with_it(counter, client):
    card = bearer(**counter.here)
    client.force_login(counter.clerk)
    shown = client.get(f"/cards/{card.value_id}/").content.decode()
    assert "2099-12-31" in shown
    assert "不记名卡" in shown
    assert f"/cards/{card.value_id}/lost/" not in shown
    assert "?card=" in shown
    assert "/cards/top-up/?card=" not in shown
    assert "/members/None" not in shown
    assert client.get(f"/cards/{card.value_id}/lost/").status_code == 404
    assert client.get(f"/cards/{card.value_id}/replace/").status_code == 404
    for what in ("freeze", "statement"):
        assert client.get(f"/cards/{card.value_id}/{what}/").status_code == 200
    assert "2099-12-31" in client.post("/cards/look/", {"card_number": card.number}).content.decode()
