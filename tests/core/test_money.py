"""Amounts of money: exact, rounded only by asking, in notes and coins, in figures."""

from decimal import ROUND_DOWN, Decimal, localcontext

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.money import (
    DENOMINATIONS,
    JIAO,
    LIMIT,
    ZERO,
    CashRounding,
    break_down,
    format_money,
    round_cash,
    round_to,
    yuan,
)

cents = st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1)
amounts = cents.map(lambda number: Decimal(number).scaleb(-2))
positive = amounts.map(abs)
rules = st.sampled_from(CashRounding.values)


@given(cents)
def test_yuan_is_exact_and_has_two_places(number):
    amount = yuan(Decimal(number).scaleb(-2))
    assert amount * 100 == number
    assert amount.as_tuple().exponent == -2


@given(amounts, st.integers(min_value=1, max_value=9), st.integers(min_value=3, max_value=12))
def test_yuan_refuses_every_amount_with_more_places(amount, digit, place):
    with pytest.raises(ValueError, match="more than two decimal places"):
        yuan(amount + Decimal(digit).scaleb(-place))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.3", "12.30"),
        (7, "7.00"),
        ("-0", "0.00"),
        (Decimal("-0.00"), "0.00"),
        ("1.500", "1.50"),
        ("+2", "2.00"),
    ],
)
def test_yuan_reads_plain_figures(value, text):
    assert str(yuan(value)) == text


@pytest.mark.parametrize(
    "value",
    [
        0.5, 1.0, True, None, b"1", "", " 1", "1 ", "1_000", "1,000", "１２", "٣", "1e2", ".5", "5.", "¥1",
        "NaN", Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), LIMIT, -LIMIT, 10**30, Decimal("1e-30"),
    ],
)  # fmt: skip
def test_yuan_refuses_what_is_no_exact_amount(value):
    with pytest.raises(ValueError, match=r"no amount of money|more than two decimal places"):
        yuan(value)


def test_yuan_does_not_depend_on_the_thread_s_decimal_context():
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_DOWN
        assert yuan("123456.78") == Decimal("123456.78")
        with pytest.raises(ValueError, match="more than two"):
            yuan("0.001")


@given(amounts, st.integers(min_value=-999, max_value=999))
def test_round_to_is_half_away_from_zero_as_integers_say(amount, thousandths):
    exact = amount / 10 + Decimal(thousandths).scaleb(-5)
    whole = abs(int(exact * 100_000))
    expected = (whole + 500) // 1000 * (1 if exact >= 0 else -1)
    assert round_to(exact) * 100 == expected


@pytest.mark.parametrize(
    ("amount", "rule", "pays", "cash", "difference"),
    [
        ("41.66", "nearest", True, "41.70", "0.04"),
        ("41.61", "nearest", True, "41.70", "0.09"),
        ("41.61", "down", True, "41.70", "0.09"),
        ("41.60", "down", True, "41.60", "0.00"),
        ("41.65", "nearest", False, "41.70", "0.05"),
        ("41.64", "nearest", False, "41.60", "-0.04"),
        ("41.69", "down", False, "41.60", "-0.09"),
        ("0.04", "nearest", False, "0.00", "-0.04"),
        ("0.01", "nearest", True, "0.10", "0.09"),
        ("0", "down", False, "0.00", "0.00"),
    ],
)
def test_cash_is_rounded_to_the_jiao(amount, rule, pays, cash, difference):
    assert round_cash(Decimal(amount), rule, pays=pays) == (Decimal(cash), Decimal(difference))


@given(positive, rules, st.booleans())
def test_cash_is_payable_within_a_jiao_and_never_against_the_customer_when_paid(amount, rule, pays):
    if amount > LIMIT - 1:
        amount -= 1
    cash, difference = round_cash(amount, rule, pays=pays)
    assert cash % JIAO == 0
    assert cash - amount == difference
    assert abs(difference) < JIAO
    assert difference >= 0 or not pays
    assert difference <= 0 or pays or rule == CashRounding.NEAREST
    assert round_cash(cash, rule, pays=pays) == (cash, ZERO)


@pytest.mark.parametrize(("amount", "rule"), [("-0.01", "down"), ("1", "up"), ("1.001", "down")])
def test_cash_refuses_negative_inexact_and_unknown(amount, rule):
    with pytest.raises(ValueError, match=r"never negative|not a valid CashRounding|more than two"):
        round_cash(Decimal(amount), rule, pays=False)


def test_a_till_counts_eight_denominations():
    assert [str(face) for face in DENOMINATIONS] == ["100", "50", "20", "10", "5", "1", "0.5", "0.1"]


def test_break_down_is_the_fewest_pieces_for_every_amount_below_300_yuan():
    faces = [int(face * 10) for face in DENOMINATIONS]
    fewest = [0]
    for jiao in range(1, 3000):
        fewest.append(1 + min(fewest[jiao - face] for face in faces if face <= jiao))
        assert sum(break_down(Decimal(jiao) / 10).values()) == fewest[jiao]


@given(st.integers(min_value=0, max_value=10**12))
def test_break_down_adds_up(jiao):
    amount = Decimal(jiao) / 10
    counts = break_down(amount)
    assert sum((face * count for face, count in counts.items()), Decimal(0)) == amount
    assert all(count > 0 for count in counts.values())
    assert list(counts) == [face for face in DENOMINATIONS if face in counts]


def test_break_down_of_a_draw():
    counts = break_down(Decimal("376.60"))
    assert counts == {
        Decimal(face): n
        for face, n in [("100", 3), ("50", 1), ("20", 1), ("5", 1), ("1", 1), ("0.5", 1), ("0.1", 1)]
    }
    assert break_down(Decimal(0)) == {}


@pytest.mark.parametrize("amount", ["0.05", "-1", "1.001"])
def test_break_down_refuses_what_no_notes_can_pay(amount):
    with pytest.raises(ValueError, match=r"not payable|never negative|more than two"):
        break_down(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("1234.5", "1,234.50"),
        ("-1234567.89", "−1,234,567.89"),
        ("-0.00", "0.00"),
        ("999", "999.00"),
    ],
)
def test_figures_for_people(amount, text):
    assert format_money(Decimal(amount)) == text


@given(amounts)
def test_figures_read_back_as_the_same_amount(amount):
    assert yuan(format_money(amount).replace("−", "-").replace(",", "")) == amount


def test_template_filters():
    page = Template("{% load money %}{{ a|money }}|{{ a|capitals }}|{{ none|money }}|{{ none|capitals }}")
    assert (
        page.render(Context({"a": Decimal("1680.32"), "none": None})) == "1,680.32|壹仟陆佰捌拾元叁角贰分||"
    )
