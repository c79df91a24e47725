"""The arithmetic of group purchase: the tables of docs/group.md, and what holds for any figures."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cards.group import rules
from cards.group.rules import Policy
from cards.group.seeds import TIERS
from deskops.core.dated import Dated, setting_kinds
from deskops.core.refusals import Refused

D = Decimal
yuan = st.integers(1, 10**9).map(lambda fen: D(fen) / 100)


def policy() -> Policy:
    """The house's first tiers."""
    starts, value, source, _place = setting_kinds.get(TIERS).seed[0]
    return Policy.read(Dated(TIERS, value, source, starts))


def table(columns: int) -> list[list[Decimal]]:
    """The rows of the table of docs/group.md that has so many columns."""
    lines = Path(settings.BASE_DIR, "docs", "group.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [[D(cell) for cell in row] for row in cells if len(row) == columns and row[0][0].isdigit()]


def test_the_tiers_of_the_documentation():
    rows = table(3)
    assert len(rows) == 9
    for total, percent, expected in rows:
        tier = policy().tier(total)
        assert (tier.percent if tier else D(0), rules.bonus(total, policy())) == (percent, expected)


def test_the_returns_of_the_documentation():
    rows = table(6)
    assert len(rows) == 4
    for principal, on_cards, kept, granted, deducted, pays in rows:
        back = rules.given_back(
            principal=principal, on_cards=on_cards, kept=kept, granted=granted, policy=policy()
        )
        assert (back.deducted, back.pays) == (deducted, pays)


@given(yuan, yuan)
def test_a_larger_order_never_earns_less(one, other):
    small, large = sorted((one, other))
    assert rules.bonus(small, policy()) <= rules.bonus(large, policy()) <= large


@given(yuan, st.lists(yuan, min_size=1, max_size=60))
def test_shares_are_the_bonus_to_the_fen(amount, faces):
    parts = rules.shares(amount, faces)
    assert sum(parts) == amount
    assert all(part >= 0 and part == part.quantize(D("0.01")) for part in parts)
    by_face: dict[Decimal, list[Decimal]] = {}
    for face, part in zip(faces, parts, strict=True):
        by_face.setdefault(face, []).append(part)
    assert all(max(same) - min(same) <= D("0.01") for same in by_face.values())


@given(
    st.integers(1, 10**7).map(lambda fen: D(fen) / 100), st.integers(100, 100_000).map(lambda f: D(f) / 100)
)
def test_bonus_cards_are_the_bonus(amount, face):
    cards = rules.bonus_cards(amount, face)
    assert sum((value * count for value, count in cards), D(0)) == amount
    assert all(value <= face and count >= 1 for value, count in cards)


@given(yuan, yuan, yuan, yuan)
def test_what_goes_back_is_never_more_than_was_paid_nor_below_nothing(principal, on_cards, kept, granted):
    back = rules.given_back(
        principal=principal, on_cards=on_cards, kept=kept, granted=granted, policy=policy()
    )
    assert D(0) <= back.pays <= principal
    assert back.pays + back.deducted == principal


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2029, 1, 31)),
        (date(2028, 2, 29), date(2031, 3, 1)),
        (date(2026, 12, 31), date(2029, 12, 31)),
    ],
)
def test_a_bearer_card_is_valid_for_three_whole_years(day, expected):
    assert rules.valid_until(day, Dated("years", 3, "", day)) == expected


def test_no_setting_promises_less_than_three_years():
    with pytest.raises(ValueError, match="3 years"):
        rules.valid_until(date(2026, 1, 1), Dated("years", 2, "", date(2026, 1, 1)))


@pytest.mark.parametrize("raw", ["91350100M000100Y43", " 9135 0100m000100y43 ", "91110000710939135P"])
def test_a_credit_code(raw):
    assert len(rules.credit_code(raw)) == 18


@pytest.mark.parametrize(
    "raw", ["", "91350100M000100Y44", "91350100I000100Y43", "9135010OM000100Y43", "1" * 17]
)
def test_no_credit_code(raw):
    with pytest.raises(Refused):
        rules.credit_code(raw)
