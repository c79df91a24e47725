"""Amounts in Chinese capitals: the accounting rules' own examples, and cn2an as the oracle."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deskops.core.money import LIMIT, capitals

EXAMPLES = {
    "0": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "0.30": "叁角整",
    "0.32": "叁角贰分",
    "1": "壹元整",
    "10": "壹拾元整",
    "100.00": "壹佰元整",
    "105.03": "壹佰零伍元零叁分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "10003.40": "壹万零叁元肆角整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "1000000.01": "壹佰万元零壹分",
    "100000001.10": "壹亿零壹元壹角整",
    "100007000": "壹亿零柒仟元整",
    "1000010000.5": "壹拾亿零壹万元伍角整",
    "999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


@pytest.mark.parametrize(("amount", "text"), EXAMPLES.items())
def test_fixed_examples(amount, text):
    assert capitals(Decimal(amount)) == text


def oracle(amount: Decimal) -> str:
    """cn2an by the accountants' rule, which differs twice.

    It closes with 整 after jiao, and it writes the 零 of inner zeros also where they fill the whole
    group of 万 and the next digit is thousands (壹亿零柒仟).
    """
    text: str = cn2an.an2cn(amount, "rmb")
    figures = f"{int(amount):012d}"
    if figures[4:8] == "0000" and figures[:4] != "0000" and figures[8] != "0":
        text = text.replace("亿", "亿零")
    return text + "整" if text.endswith("角") else text


@settings(max_examples=1000)
@given(st.integers(min_value=0, max_value=int(LIMIT) * 100 - 1))
@example(10**13)
@example(10**12 + 10**6)
@example(100_000_000_05)
@example(100_001_000_00)
def test_agrees_with_cn2an(number):
    amount = Decimal(number).scaleb(-2)
    assert capitals(amount) == oracle(amount)


@settings(max_examples=1000)
@given(st.text(alphabet="0011234", min_size=1, max_size=14))
def test_agrees_with_cn2an_on_numbers_full_of_zeros(figures):
    amount = Decimal(int(figures)).scaleb(-2)
    assert capitals(amount) == oracle(amount)


@given(st.sets(st.integers(min_value=0, max_value=10**14 - 1), min_size=2, max_size=2))
def test_two_amounts_never_read_the_same(pair):
    first, second = (capitals(Decimal(number).scaleb(-2)) for number in pair)
    assert first != second


@pytest.mark.parametrize("amount", ["-0.01", "-100", "1.999", "0.001", "1000000000000", "NaN"])
def test_refuses_negative_inexact_and_endless(amount):
    with pytest.raises(ValueError, match=r"no capitals|more than two|no amount"):
        capitals(Decimal(amount))
