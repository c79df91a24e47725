"""Plastic: frozen, lost, replaced; the account and its history stay."""

from decimal import Decimal
from uuid import uuid4

import pytest

from cards.models import StoredValue, StoredValueCard
from cards.services import (
    freeze,
    redeem,
    replace_lost,
    replace_member_card,
    report_lost,
    report_member_card_lost,
    unfreeze,
)
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from members.models import MemberCard
from tests.factories.cards import charge, sell, stored_number, tender

pytestmark = pytest.mark.django_db
NUMBER, FRESH = stored_number(1), stored_number(2)
SEEN = "居民身份证"


@pytest.fixture
def sold(counter):
    return sell(counter.member, **counter.here, amount="300.00")


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def spend(counter, number=NUMBER):
    return redeem(request_key=uuid4(), **counter.here, number=number, amount=Decimal(1))


def test_a_frozen_card_neither_gives_nor_takes_until_unfrozen(counter, sold):
    freeze(request_key=uuid4(), **counter.here, number=NUMBER, reason="持卡人要求")
    assert refusal_of(lambda: spend(counter)) == "card_not_active"
    assert refusal_of(lambda: charge(NUMBER, **counter.here)) == "card_not_active"
    unfreeze(request_key=uuid4(), **counter.here, number=NUMBER, reason="持卡人要求")
    assert spend(counter).balance_after == Decimal("299.00")


def test_freezing_needs_a_reason_and_happens_once(counter, sold):
    assert refusal_of(lambda: freeze(request_key=uuid4(), **counter.here, number=NUMBER, reason=" ")) == (
        "reason_missing"
    )
    freeze(request_key=uuid4(), **counter.here, number=NUMBER, reason="可疑")
    again = lambda: freeze(request_key=uuid4(), **counter.here, number=NUMBER, reason="可疑")  # noqa: E731
    assert refusal_of(again) == "card_state"


def test_a_lost_card_is_replaced_and_the_account_goes_on(counter, sold):
    report_lost(request_key=uuid4(), **counter.here, number=NUMBER, identified_by=SEEN)
    assert refusal_of(lambda: spend(counter)) == "card_lost"
    replace_lost(request_key=uuid4(), **counter.here, number=NUMBER, new_number=FRESH, identified_by=SEEN)
    assert refusal_of(lambda: spend(counter)) == "card_ended"
    assert spend(counter, FRESH).balance_after == Decimal("299.00")
    value = StoredValue.objects.get()
    assert list(value.cards.order_by("pk").values_list("number", "state")) == [
        (NUMBER, StoredValueCard.State.REPLACED),
        (FRESH, StoredValueCard.State.ISSUED),
    ]
    assert [act.kind for act in value.acts.order_by("pk")] == [
        "card_sale",
        "card_lost",
        "card_replace",
        "card_redeem",
    ]


def test_nothing_is_replaced_before_it_is_reported_lost_and_its_holder_identified(counter, sold):
    ask = {"request_key": uuid4(), **counter.here, "number": NUMBER, "new_number": FRESH}
    assert refusal_of(lambda: replace_lost(**ask, identified_by=SEEN)) == "card_state"
    assert refusal_of(lambda: replace_lost(**ask, identified_by=" ")) == "not_identified"


def test_a_lost_member_card_costs_fifty_yuan_and_keeps_its_place(counter):
    card = counter.member.cards.get()
    report_member_card_lost(request_key=uuid4(), **counter.here, number=card.number, identified_by=SEEN)
    ask = {**counter.here, "number": card.number, "new_number": "8899999999", "identified_by": SEEN}
    assert refusal_of(lambda: replace_member_card(request_key=uuid4(), **ask)) == "fee_unpaid"
    made = replace_member_card(request_key=uuid4(), **ask, tender=tender())
    assert (made.fee, made.document.amount) == (Decimal("50.00"), Decimal("50.00"))
    assert account_for(AccountKind.FEES, counter.store).amount == Decimal("50.00")
    fresh = MemberCard.objects.get(number="8899999999")
    assert (fresh.replaces, fresh.slot, fresh.household_id) == (card, card.slot, card.household_id)
