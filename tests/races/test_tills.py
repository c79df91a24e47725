"""One drawer under many hands, with a control that shows the race with the lock off."""

from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.core.money import break_down
from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from deskops.org.models import Role, Staff
from deskops.tills.models import Count, Shift, Till
from deskops.tills.services import close_shift, count_blind, make_till, open_shift
from tests.factories.org import make_staff
from tests.factories.tills import NOW, balance, make_desk, open_till, stock_till
from tests.tills.conftest import close_till, pay

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FLOAT = Decimal("100.00")
PIECES = break_down(FLOAT)


@pytest.fixture
def desk(transactional_db):
    desk = make_desk()
    yield desk
    assert [line.code for line in prove_books() if line.wrong] == []


def open_as(clerks: list[Staff], till: Till, number: int) -> Shift:
    return open_shift(till=till, pieces=PIECES, by=clerks[number], now=NOW, request_key=uuid4())


def test_one_of_sixteen_clerks_opens_a_till(desk):
    clerks = [make_staff(f"9{n:03}", Role.CLERK, store=desk.store) for n in range(HANDS)]
    tills = [
        make_till(store=desk.store, code=f"R{n}", name=f"{n} 号台", has_pos=False) for n in range(ROUNDS)
    ]
    with crowd() as together:
        for till in tills:
            stock_till(till, FLOAT, desk.clerk)
            codes = together.codes(partial(open_as, clerks, till))
            assert codes == [""] + ["till_open_already"] * (HANDS - 1)
            shift = Shift.objects.select_related("till").get(till=till)
            close_till(shift, shift.clerk, "100.00")


def test_a_clerk_opens_one_of_sixteen_tills(desk):
    tills = [make_till(store=desk.store, code=f"R{n}", name=f"{n} 号台", has_pos=False) for n in range(HANDS)]
    with crowd() as together:
        codes = together.codes(
            lambda n: open_shift(till=tills[n], pieces={}, by=desk.clerk, now=NOW, request_key=uuid4())
        )
    assert codes == [""] + ["clerk_has_till"] * (HANDS - 1)


def test_the_control_without_lock_and_index_opens_twice(desk):
    """Look, then write: what the partial unique index and the till's lock forbid."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_shift (till int, clerk int)")
    looked = Barrier(HANDS)

    def look_then_open(number: int) -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM naive_shift WHERE till = 1")
            free: bool = cursor.fetchone()[0] == 0
            looked.wait(timeout=60)
            if free:
                cursor.execute("INSERT INTO naive_shift VALUES (1, %s)", [number])
            return free

    with crowd() as together:
        opened = together(look_then_open)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_shift")
    assert opened == [True] * HANDS


def test_a_shift_is_counted_and_closed_once(desk):
    shift = open_till(desk.store, desk.clerk, FLOAT)
    asked = {"by": desk.clerk, "now": NOW}
    with crowd() as together:
        counted = together.codes(
            lambda n: count_blind(shift=shift, pieces={Decimal(100): 1 + n}, request_key=uuid4(), **asked)
        )
        closed = together.codes(
            lambda n: close_shift(shift=shift, takings={}, reason="多", request_key=uuid4(), **asked)
        )
    assert counted == [""] + ["till_state"] * (HANDS - 1)
    assert closed == [""] + ["till_state"] * (HANDS - 1)
    assert Count.objects.filter(shift=shift, purpose="closing").count() == 1


def test_nothing_enters_a_till_between_count_and_close(desk):
    shift = open_till(desk.store, desk.clerk, FLOAT)

    def act(number: int) -> None:
        if number == 7:
            count_blind(shift=shift, pieces=PIECES, by=desk.clerk, now=NOW, request_key=uuid4())
        else:
            pay(desk, "10.00")

    with crowd() as together:
        codes = together.codes(act)
    paid = codes.count("") - 1
    assert codes == [""] * (paid + 1) + ["till_counted"] * (HANDS - 1 - paid)
    counted = Shift.objects.get(pk=shift.pk)
    assert (counted.expected, balance(counted.till)) == (100 + 10 * paid, 100 + 10 * paid)


def test_payments_never_take_a_till_below_zero(desk):
    open_till(desk.store, desk.clerk, FLOAT)
    with crowd() as together:
        codes = together.codes(lambda _n: pay(desk, "-10.00"))
    assert codes == [""] * 10 + ["till_short"] * (HANDS - 10)


def test_the_database_itself_refuses_a_second_open_shift(desk):
    shift = open_till(desk.store, desk.clerk, FLOAT)
    with pytest.raises(IntegrityError, match="tills_shift_one_per_till"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tills_shift (document_id, till_id, clerk_id, state, business_date, opened_at,"
            " opened_after, opening, opening_difference)"
            " SELECT document_id + 1, till_id, %s, state, business_date, opened_at, opened_after, 0, 0"
            " FROM tills_shift",
            [desk.second.pk],
        )
    with pytest.raises(Refused) as refused:
        open_shift(till=shift.till, pieces=PIECES, by=desk.second, now=NOW, request_key=uuid4())
    assert refused.value.code == "till_open_already"
