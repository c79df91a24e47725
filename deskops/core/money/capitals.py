"""Amounts in Chinese capitals (人民币大写), as receipts and vouchers need them.

Source: 会计基础工作规范, the article on writing amounts, stricter than the banks' 支付结算办法 appendix 1:
an amount that ends at yuan or jiao is closed with 整, one with fen is not.
"""

from decimal import Decimal

from .amounts import ZERO, yuan

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("亿", "万", "")


def capitals(amount: Decimal | int) -> str:
    """The amount in capitals, without the 人民币 that stands directly before it on a paper.

    1680.32 → 壹仟陆佰捌拾元叁角贰分, 10003.40 → 壹万零叁元肆角整, 0 → 零元整. Where the rules leave a 零 to
    choice it is left out. Raises ValueError for a negative amount (a refund is named one and
    written positive) and for more than two decimal places.
    """
    exact = yuan(amount)
    if exact < ZERO:
        raise ValueError(f"a negative amount has no capitals: {amount}")
    whole, cents = divmod(int(exact * 100), 100)
    if not cents:
        return (_whole(whole) or "零") + "元整"
    return (_whole(whole) + "元" if whole else "") + _cents(*divmod(cents, 10), after_yuan=whole > 0)


def _cents(jiao: int, fen: int, *, after_yuan: bool) -> str:
    if not fen:
        return _DIGITS[jiao] + "角整"
    if jiao:
        return _DIGITS[jiao] + "角" + _DIGITS[fen] + "分"
    return ("零" if after_yuan else "") + _DIGITS[fen] + "分"


def _whole(number: int) -> str:
    """Whole yuan below 10^12: three groups of four digits, one 零 for any run of inner zeros."""
    figures = f"{number:012d}"
    text, gap = "", False
    for start, unit in zip((0, 4, 8), _GROUPS, strict=True):
        group = figures[start : start + 4]
        if group == "0000":
            gap = True
            continue
        text += ("零" if text and (gap or group[0] == "0") else "") + _group(group) + unit
        gap = False
    return text


def _group(figures: str) -> str:
    text, gap = "", False
    for digit, place in zip(figures, _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return text
