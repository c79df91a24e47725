"""Sixteen hands at one cashback line, one box, one list: each happens once."""

from decimal import Decimal
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db.models.query import QuerySet

from cashback.models import Call, Line, Payout, Turn
from cashback.services import call_next, close_cycle, close_turn, count_turn, pass_box
from cashback.services.boxes import held
from deskops.ledger.proofs import prove_books
from deskops.org.models import Role
from tests.factories.cashback import AFTER, CALLED, PAID, Month, make_month
from tests.factories.org import make_staff

from .crowd import FEWER, HANDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def paying(rounds: int) -> tuple[Month, list[Line]]:
    """A cycle with a line of ten yuan for each round, its cash in the box."""
    month = make_month()
    return month, month.paying(*["1000.00"] * rounds)


def test_a_line_is_paid_once() -> None:
    month, lines = paying(FEWER)
    turn = month.turn()
    with crowd() as together:
        for line in lines:

            def pay(_hand: int, line: Line = line) -> object:
                return month.pay(line, turn, pieces={Decimal(10): 1})

            assert together.codes(pay) == ["", *["paid_already"] * (HANDS - 1)]
    assert Payout.objects.count() == FEWER
    assert month.box().account.balance == 0
    assert [line for line in prove_books() if line.wrong] == []


def test_a_line_is_paid_once_from_two_boxes() -> None:
    rounds = FEWER // 2 + 1
    month = make_month()
    month.silver(*["1000.00"] * rounds)
    month.opened()
    month.computed()
    month.booked()
    half = rounds // 2
    month.receive(month.draw(pieces={Decimal(10): half}), month.clerk, CALLED)
    month.receive(month.draw(box="2", pieces={Decimal(10): rounds - half}), month.clerk, CALLED)
    turns = [month.turn(), month.turn(by=month.second, box="2")]
    with crowd() as together:
        for line in month.cycle.lines.all()[:half]:

            def pay(hand: int, line: Line = line) -> object:
                return month.pay(line, turns[hand % 2], pieces={Decimal(10): 1})

            codes = together.codes(pay)
            assert codes.count("") == 1
            assert set(codes) == {"", "paid_already"}
    assert Payout.objects.count() == half
    assert [line for line in prove_books() if line.wrong] == []


def test_without_the_lock_the_database_still_pays_once() -> None:
    """The control: hands that all saw the line unpaid; the unique key of payouts refuses the others."""
    month, lines = paying(4)
    turn = month.turn()

    def unlocked(rows: QuerySet[Line], **_how: object) -> QuerySet[Line]:
        return rows

    with crowd() as together, patch.object(QuerySet, "select_for_update", unlocked):
        for line in lines:

            def pay(_hand: int, line: Line = line) -> object:
                return month.pay(line, turn, pieces={Decimal(10): 1})

            codes = together.codes(pay)
            assert codes.count("") == 1
    assert Payout.objects.count() == len(lines)


def test_clerks_take_different_members_to_call() -> None:
    month = make_month()
    month.silver(*["1000.00"] * HANDS)
    month.opened()
    month.computed()
    month.booked()
    clerks = [make_staff(f"6{number:03d}", Role.CLERK, store=month.store) for number in range(HANDS)]
    with crowd() as together:

        def take(hand: int) -> int:
            line = call_next(request_key=uuid4(), cycle_id=month.cycle.pk, by=clerks[hand], now=CALLED)
            return line.pk if line else 0

        taken = together(take)
    assert len(set(taken)) == HANDS
    assert not Call.objects.exists()


def test_a_box_that_is_left_goes_to_one_of_sixteen() -> None:
    """Eight are handed it by the clerk who left it, eight open it themselves: one answers for it."""
    month, _lines = paying(1)
    clerks = [make_staff(f"6{number:03d}", Role.CLERK, store=month.store) for number in range(HANDS)]
    turn = month.turn()
    with crowd() as together:
        for _round in range(FEWER):
            left, notes = month.ended(turn), held(turn.box)

            def take(hand: int, left: Turn = left, notes: dict[Decimal, int] = notes) -> object:
                if hand % 2:
                    return month.turn(by=clerks[hand])
                to = clerks[hand] if clerks[hand] != left.clerk else month.clerk
                how = {"turn_id": left.pk, "to": to, "pieces": notes, "by": left.clerk, "now": PAID}
                return pass_box(request_key=uuid4(), **how)

            codes = together.codes(take)
            assert codes == ["", *["box_taken"] * (HANDS - 1)]
            turn = Turn.objects.latest("pk")
            assert Turn.objects.filter(pk__gt=left.pk).count() == 1
    assert [line for line in prove_books() if line.wrong] == []


def test_a_cycle_closes_once() -> None:
    month, lines = paying(2)
    turn = month.turn()
    month.pay(lines[0], turn)
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces={Decimal(10): 1}, by=month.clerk, now=PAID)
    close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=PAID)
    with crowd() as together:
        back = together.codes(lambda _hand: month.handed_back(AFTER))
        assert back == ["", *["cycle_state"] * (HANDS - 1)]
        month.receive(month.fresh().given_back.handoff, month.finance, AFTER)

        def close(_hand: int) -> object:
            return close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)

        assert together.codes(close) == ["", *["cycle_state"] * (HANDS - 1)]
    assert [line for line in prove_books() if line.wrong] == []
