"""The day's takings drafted and received by many hands at once: once."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from cards.takings import open_drafts, prepare_takings
from deskops.core.money import break_down
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import receive, send
from deskops.ledger.models import Transfer
from deskops.tills.services import close_shift, count_blind
from tests.factories.handoffs import picture
from tests.factories.takings import TOMORROW
from tests.factories.tills import DAY, NOW, Desk, make_desk, open_till, stock_till

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

TAKEN = Decimal(100)
FEWER = ROUNDS // 8 + 1  # a round makes a store with a day's trade of its own


def traded(code: str) -> Desk:
    """A desk whose drawer gave 100 yuan of takings."""
    desk = make_desk(code)
    shift = open_till(desk.store, desk.clerk)
    stock_till(shift.till, TAKEN, desk.clerk)
    here: dict[str, Any] = {"by": desk.clerk, "now": NOW}
    shift = count_blind(shift=shift, pieces=break_down(TAKEN + 500), request_key=uuid4(), **here)
    close_shift(shift=shift, takings=break_down(TAKEN), reason="", request_key=uuid4(), **here)
    return desk


def test_the_takings_of_a_day_are_drafted_once() -> None:
    with crowd() as together:
        for number in range(1, FEWER + 1):
            desk = traded(f"R{number}")

            def draft(hand: int, desk: Desk = desk) -> object:
                if hand % 4 == 0:
                    return open_drafts(now=TOMORROW)
                asked: dict[str, Any] = {
                    "store": desk.store,
                    "business_date": DAY,
                    "by": desk.clerk,
                    "now": TOMORROW,
                }
                return prepare_takings(request_key=uuid4(), **asked)

            codes = together.codes(draft)
            assert set(codes) <= {"", "handoff_exists"}
            assert Handoff.objects.filter(store=desk.store, kind="takings").count() == 1


def test_takings_are_received_once() -> None:
    with crowd() as together:
        for number in range(1, FEWER + 1):
            desk = traded(f"T{number}")
            here: dict[str, Any] = {"by": desk.clerk, "now": TOMORROW}
            draft = prepare_takings(request_key=uuid4(), store=desk.store, business_date=DAY, **here)
            sent = send(request_key=uuid4(), handoff_id=draft.pk, **here)
            receipt = {"receipt_number": "SJ", "receipt_image": picture(desk.finance)}
            signed: dict[str, Any] = {"handoff_id": sent.pk, "by": desk.finance, "now": TOMORROW, **receipt}

            def take(_hand: int, signed: dict[str, Any] = signed) -> object:
                return receive(request_key=uuid4(), **signed)

            codes = together.codes(take)
            assert codes == ["", *["wrong_state"] * (HANDS - 1)]
            assert Transfer.objects.filter(document=sent.document, kind="takings").count() == 1
