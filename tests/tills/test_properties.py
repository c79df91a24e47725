"""Whatever happens at a till, its books, its counts and its papers agree; denominations add up."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskops.core.money import DENOMINATIONS, break_down
from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from deskops.tills.models import Shift
from deskops.tills.rules import pick, suggest_takings, total, without
from deskops.tills.services import close_shift, count_blind, open_shift, read_pos
from tests.factories.tills import NOW, balance, make_desk, open_till

from .conftest import pay

pieces = st.dictionaries(st.sampled_from(DENOMINATIONS), st.integers(1, 60))
amounts = st.decimals(Decimal("-300"), Decimal("300"), places=2).filter(bool)
whole = st.integers(-200, 400).map(Decimal)


@given(pieces, st.integers(0, 30_000))
def test_picked_pieces_are_there_and_make_the_amount(drawer, jiao):
    amount = Decimal(jiao) / 10
    picked = pick(drawer, amount)
    if picked is not None:
        assert total(picked) == amount
        assert total(without(drawer, picked)) == total(drawer) - amount


@given(pieces, st.integers(0, 3000))
def test_suggested_takings_leave_at_least_the_float(drawer, float_amount):
    taken = suggest_takings(drawer, Decimal(float_amount))
    left = without(drawer, taken)
    assert total(left) + total(taken) == total(drawer)
    assert not taken or total(left) >= float_amount


@given(st.integers(0, 50_000))
def test_an_exact_float_is_left_when_small_change_is_there(jiao):
    drawer = dict.fromkeys(DENOMINATIONS, 10)
    amount = Decimal(jiao) / 10
    if amount <= total(drawer):
        assert total(without(drawer, suggest_takings(drawer, amount))) == amount


class Till:
    """One drawer driven by random acts; what is really in it is kept beside the books."""

    def __init__(self, code: str) -> None:
        self.desk = make_desk(code)
        self.shift = open_till(self.desk.store, self.desk.clerk, Decimal("500.00"), has_pos=True)
        self.till = self.shift.till
        self.held, self.pos, self.booked = Decimal(500), Decimal(0), Decimal(0)

    def pay(self, amount: Decimal) -> None:
        needed = -amount.quantize(Decimal("0.1"), "ROUND_UP")
        if needed > balance(self.till):
            with pytest.raises(Refused) as refused:
                pay(self.desk, str(amount))
            assert refused.value.value == needed - balance(self.till)
        else:
            paid = pay(self.desk, str(amount))
            self.held += paid.amount + paid.rounding

    def ring_up(self, amount: Decimal) -> None:
        if self.held + amount >= 0:
            self.held += amount
            self.pos += amount

    def read(self, _amount: Decimal) -> None:
        if balance(self.till) + self.pos >= self.booked:
            read_pos(shift=self.shift, total=self.pos, by=self.desk.clerk, now=NOW, request_key=uuid4())
            self.booked = self.pos

    def turn(self, lost: Decimal) -> None:
        """Count, enter the POS's total, close, and open the next shift with what was left."""
        lost = min(abs(lost).quantize(Decimal("0.1")), self.held)
        asked: dict[str, Any] = {"by": self.desk.clerk, "now": NOW}
        drawer = break_down(self.held - lost)
        count_blind(shift=self.shift, pieces=drawer, request_key=uuid4(), **asked)
        shift = read_pos(shift=self.shift, total=self.pos, request_key=uuid4(), **asked)
        assert shift.difference == -lost
        takings = suggest_takings(drawer, Decimal(500))
        closed = close_shift(shift=shift, takings=takings, reason="少", request_key=uuid4(), **asked)
        self.held, self.pos, self.booked = closed.left or Decimal(0), Decimal(0), Decimal(0)
        assert balance(self.till) == self.held
        self.shift = open_shift(till=self.till, pieces=without(drawer, takings), request_key=uuid4(), **asked)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), amounts),
        st.tuples(st.just("ring_up"), whole),
        st.tuples(st.just("read"), whole),
        st.tuples(st.just("turn"), st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(3)])),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_any_day_at_a_till_keeps_drawer_books_and_papers_in_step(acts, request):
    count = Shift.objects.count()
    till = Till(f"P{count}")
    for name, amount in acts:
        getattr(till, name)(amount)
    till.turn(Decimal(0))
    assert till.shift.opening == till.held
    assert [(line.code, line.differences) for line in prove_books() if line.wrong] == []
