"""One order activated by many hands at once: once."""

from typing import Any
from uuid import uuid4

import pytest

from cards.group.services import activate
from cards.models import StoredValueCard
from deskops.ledger.models import Transfer
from deskops.ledger.proofs import prove_books
from tests.factories.group import draw, pay_for, ranges_for, signed
from tests.factories.tills import NOW, make_desk, open_till

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FEWER = ROUNDS // 16 + 1  # a round makes an order of its own


def test_an_order_is_activated_once_and_a_range_goes_to_one_order() -> None:
    desk = make_desk("G1")
    open_till(desk.store, desk.clerk)
    draw(1, 60 * FEWER, store=desk.store, finance=desk.finance, clerk=desk.clerk, now=NOW)
    here: dict[str, Any] = {"by": desk.clerk, "now": NOW}
    with crowd() as together:
        for number in range(FEWER):
            orders = [signed(("500.00", 20), ("100.00", 1), **here, store=desk.store) for _each in range(2)]
            for order in orders:
                pay_for(order, **here)
            ranges, bonus = ranges_for(orders[0], 1 + 60 * number)

            def make(hand: int, orders=orders, ranges=ranges, bonus=bonus) -> object:  # type: ignore[no-untyped-def]
                asked = {"order_id": orders[hand % 2].pk, "ranges": ranges, "bonus_ranges": bonus}
                return activate(request_key=uuid4(), **here, **asked)

            codes = together.codes(make)
            assert codes.count("") == 1
            assert set(codes) <= {"", "order_state", "stock_not_on_hand", "card_number_taken", "busy"}
            assert len(codes) == HANDS
            assert StoredValueCard.objects.filter(value__kind="bearer").count() == 21 * (number + 1)
            assert Transfer.objects.filter(kind="card_group").count() == number + 1
    assert not [line.code for line in prove_books() if line.wrong]
