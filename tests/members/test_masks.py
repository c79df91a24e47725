"""Masks show enough to recognise one's own data, and never the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.rules.masks import mask_card, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_id, "11010519491231002X", "110***********002X"),
        (mask_id, "USA310112345678", "USA********5678"),
        (mask_id, "E12345678", "E*****678"),
        (mask_id, "1234567", "*******"),
        (mask_id, "", ""),
        (mask_phone, "13800138000", "138****8000"),
        (mask_phone, "+8613800138000", "138****8000"),
        (mask_phone, "138 0013 8000", "138****8000"),
        (mask_phone, "+862152345678", "****5678"),
        (mask_phone, "021 5234 5678", "****5678"),
        (mask_phone, "+85298765432", "****5432"),
        (mask_phone, "12345", "****"),
        (mask_name, "单雄信", "单*信"),
        (mask_name, "王帆", "王*"),
        (mask_name, "欧阳娜娜", "欧**娜"),
        (mask_name, "王", "*"),
        (mask_name, "", ""),
        (mask_card, "8800000014", "****0014"),
        (mask_card, "0014", "****"),
    ],
)
def test_what_is_shown(mask, text, shown):
    assert mask(text) == shown


@given(
    st.sampled_from([mask_id, mask_phone, mask_name, mask_card]),
    st.text("0123456789", min_size=1, max_size=20),
)
def test_nothing_is_ever_shown_whole(mask, text):
    assert text not in mask(text)
