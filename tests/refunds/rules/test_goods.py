"""What part of a line is worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from refunds.rules.goods import line_amount

amounts = st.decimals(Decimal(0), Decimal(100_000), places=2)
thousandths = st.integers(min_value=1, max_value=50_000)


def worth(paid, bought, quantity, *, refunded="0", returned="0"):
    return line_amount(
        paid=Decimal(paid),
        bought=Decimal(bought),
        refunded=Decimal(refunded),
        returned=Decimal(returned),
        quantity=Decimal(quantity),
    )


@given(amounts, st.lists(thousandths, min_size=1, max_size=8))
def test_parts_of_a_line_add_up_to_what_it_cost_and_none_is_below_zero(paid, parts):
    bought = Decimal(sum(parts)) / 1000
    back, gone, worths = ZERO, Decimal(0), []
    for part in parts:
        quantity = Decimal(part) / 1000
        worths.append(line_amount(paid=paid, bought=bought, refunded=back, returned=gone, quantity=quantity))
        back, gone = back + worths[-1], gone + quantity
    assert back == paid
    assert min(worths) >= ZERO


@given(amounts, thousandths, thousandths)
def test_a_part_is_worth_its_share_within_half_a_fen(paid, part, rest):
    bought, quantity = Decimal(part + rest) / 1000, Decimal(part) / 1000
    value = line_amount(paid=paid, bought=bought, refunded=ZERO, returned=Decimal(0), quantity=quantity)
    assert abs(value * bought - paid * quantity) <= Decimal("0.005") * bought


def test_a_line_that_turned_out_cheaper_than_what_went_back_is_worth_nothing_more():
    assert worth("90.00", 3, 1, refunded="100.00", returned="2") == ZERO


@pytest.mark.parametrize("quantity", ["0", "-1", "-0.001"])
def test_nothing_cannot_come_back(quantity):
    with pytest.raises(Refused) as refused:
        worth("10.00", 3, quantity)
    assert (refused.value.code, refused.value.field, refused.value.value) == (
        "no_quantity",
        "quantity",
        Decimal(quantity),
    )


@pytest.mark.parametrize(
    ("bought", "returned", "quantity", "left"),
    [("3", "0", "4", "3"), ("3", "2", "1.001", "1"), ("20.000", "0", "21", "20"), ("1", "2", "1", "0")],
)
def test_no_more_comes_back_than_was_bought(bought, returned, quantity, left):
    with pytest.raises(Refused, match=f"最多还能退 {left}。") as refused:
        worth("10.00", bought, quantity, returned=returned)
    assert (refused.value.code, refused.value.field) == ("too_many", "quantity")
