"""The notes of the draw pay every line exactly, and no fewer notes could."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cashback import sql
from cashback.rules import pieces_for
from deskops.core.money import DENOMINATIONS, break_down
from tests.factories.cashback import make_month

FACES = [int(face * 10) for face in DENOMINATIONS]
JIAO = st.integers(1, 60_000)


def fewest(largest: int) -> list[int]:
    """By trying every face at every sum: the fewest notes for each number of jiao."""
    best = [0]
    for jiao in range(1, largest + 1):
        best.append(1 + min(best[jiao - face] for face in FACES if face <= jiao))
    return best


FEWEST = fewest(60_000)


@given(st.lists(JIAO, max_size=40))
def test_every_line_is_paid_exactly_with_the_fewest_notes(jiao):
    amounts: dict[Decimal, int] = {}
    for one in jiao:
        amounts[Decimal(one) / 10] = amounts.get(Decimal(one) / 10, 0) + 1
    pieces = pieces_for(amounts)
    assert sum(face * number for face, number in pieces.items()) == Decimal(sum(jiao)) / 10
    assert sum(pieces.values()) == sum(FEWEST[one] for one in jiao)
    pool = dict(pieces)
    for one in jiao:
        for face, number in break_down(Decimal(one) / 10).items():
            pool[face] -= number
    assert all(number == 0 for number in pool.values())


@pytest.mark.django_db
@given(st.lists(JIAO, max_size=40))
def test_the_database_counts_the_same_notes(jiao):
    rows = ", ".join(f"({one / 10}::numeric(14,2))" for one in jiao) or "(0.00)"
    statement = sql.PIECES.replace("FROM cashback_line", f"FROM (VALUES {rows}) v (amount)").replace(
        "WHERE cycle_id = %(cycle)s AND state IN ('due', 'paid')", ""
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {})
        row = cursor.fetchone()
    found = {face: int(number) for face, number in zip(DENOMINATIONS, row, strict=True) if number}
    wanted = pieces_for({Decimal(one) / 10: jiao.count(one) for one in jiao})
    assert found == wanted


@pytest.mark.django_db
def test_what_is_drawn_pays_each_line_from_the_box_to_the_last_coin():
    month = make_month()
    lines = month.paying("1234.56", "8888.00", "99.99", "12345.67", "60.00")
    turn = month.turn()
    for line in lines:
        month.pay(line, turn)
    assert month.box().account.balance == 0
