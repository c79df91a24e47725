"""What a paper and the POS's file tell differently, to the cent and the minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refunds.rules.matching import Differs, Told, What, differences, may_be

yuan = Decimal
AT = datetime(2026, 11, 20, 2, 30, 17, tzinfo=UTC)
MINUTE = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
COAT, SOCKS = (yuan("1.000"), yuan("199.00")), (yuan("2.000"), yuan("20.10"))
PAPER = Told("03", AT, yuan("219.10"), {"cash": yuan("19.10"), "bank_card": yuan(200)}, (COAT, SOCKS))


def test_a_paper_tells_what_its_file_tells():
    assert differences(PAPER, PAPER) == []


def test_order_of_lines_and_seconds_are_no_matter():
    file = replace(PAPER, bought_at=MINUTE + timedelta(seconds=59), lines=(SOCKS, COAT))
    assert differences(PAPER, file) == []


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"pos": "04"}, [Differs(What.POS, "03", "04")]),
        (
            {"bought_at": AT + timedelta(minutes=1)},
            [Differs(What.TIME, MINUTE, MINUTE + timedelta(minutes=1))],
        ),
        ({"amount": yuan("219.11")}, [Differs(What.AMOUNT, yuan("219.10"), yuan("219.11"))]),
        (
            {"paid": {"cash": yuan("219.10")}},
            [
                Differs(What.TENDER, yuan(200), yuan(0), "bank_card"),
                Differs(What.TENDER, yuan("19.10"), yuan("219.10"), "cash"),
            ],
        ),
        ({"lines": (COAT,)}, [Differs(What.LINES, (SOCKS,), ())]),
        ({"lines": (COAT, COAT, SOCKS)}, [Differs(What.LINES, (), (COAT,))]),
    ],
)
def test_each_difference_says_both_sides(changes, differs):
    assert differences(PAPER, replace(PAPER, **changes)) == differs


def test_a_paper_without_its_pos_may_be_of_any():
    assert may_be(replace(PAPER, pos=""), PAPER)
    assert differences(replace(PAPER, pos=""), PAPER) == []


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"bought_at": AT + timedelta(seconds=20)}, True),
        ({"bought_at": AT + timedelta(hours=1)}, False),
        ({"amount": yuan(1)}, False),
    ],
)
def test_the_same_number_of_another_pos_is_the_same_receipt_only_at_the_same_minute_and_amount(changes, same):
    assert may_be(PAPER, replace(PAPER, pos="04", **changes)) is same


goods = st.tuples(
    st.decimals(1, 9, places=3), st.decimals(0, 99, places=2, allow_nan=False, allow_infinity=False)
)


@given(st.lists(goods, max_size=6), st.lists(goods, max_size=6))
def test_what_each_side_has_beyond_the_other_makes_them_equal(mine, others):
    paper, file = replace(PAPER, lines=tuple(mine)), replace(PAPER, lines=tuple(others))
    for one in differences(paper, file):
        assert sorted([*mine, *one.file]) == sorted([*others, *one.paper])
