"""One order activated by many hands at once: once, and a range goes out once; with the control beside it."""

from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from cards.group.services import activate
from cards.models import Series, StockMove, StoredValueCard, Stretch
from cards.stock.moving import Keeping, issue
from deskops.core.acts import act
from deskops.documents.services import begin_document, file_document
from deskops.ledger.models import Transfer
from deskops.ledger.proofs import prove_books
from tests.factories.group import draw, pay_for, ranges_for, signed, span
from tests.factories.tills import NOW, make_desk, open_till

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FEWER = ROUNDS // 16 + 1  # a round makes an order of its own


def wrong() -> list[str]:
    return [line.code for line in prove_books() if line.wrong]


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
    assert wrong() == []


def test_a_range_leaves_the_stock_once() -> None:
    desk = make_desk("G2")
    draw(1, 10 * ROUNDS, store=desk.store, finance=desk.finance, clerk=desk.clerk, now=NOW)
    with crowd() as together:
        for number in range(ROUNDS):
            ranges = span(1 + 10 * number, 10)

            def take(_hand: int, ranges: object = ranges) -> None:
                with act(request_key=uuid4(), by=desk.clerk, name="test.issue", asked={}):
                    paper = begin_document(kind="blank_spoiled", store=desk.store, by=desk.clerk, now=NOW)
                    issue(ranges, Keeping(desk.store, paper))
                    file_document(paper)

            codes = together.codes(take)
            assert codes == ["", *["stock_not_on_hand"] * (HANDS - 1)]
            assert StockMove.objects.filter(after="issued").count() == number + 1
    assert wrong() == []


def test_the_control_that_looks_without_the_lock_gives_one_range_to_all() -> None:
    desk = make_desk("G3")
    draw(1, 10, store=desk.store, finance=desk.finance, clerk=desk.clerk, now=NOW)
    looked = Barrier(HANDS)

    def look_then_take(hand: int) -> None:
        lies = Stretch.objects.get(store=desk.store, state="on_hand")
        looked.wait(timeout=60)
        now = NOW + timedelta(seconds=hand)
        with act(request_key=uuid4(), by=desk.clerk, name="test.issue", asked={}):
            paper = begin_document(kind="blank_spoiled", store=desk.store, by=desk.clerk, now=now)
            lies.state = Stretch.State.ISSUED
            lies.save(update_fields=["state"])
            StockMove.objects.create(
                document=paper,
                store=desk.store,
                series=Series.objects.get(),
                first=lies.first,
                last=lies.last,
                before="on_hand",
                after="issued",
            )
            file_document(paper)

    with crowd() as together:
        together(look_then_take)
    assert StockMove.objects.filter(after="issued").count() == HANDS
    assert wrong() == ["blank_cards"]  # and the proof of the stock sees it
