"""Telephones as they stand on application forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from members.rules.phones import PhoneKind, read_phone, read_phones

MOBILE, LANDLINE, SERVICE = PhoneKind.MOBILE, PhoneKind.LANDLINE, PhoneKind.SERVICE


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "13800138-000", " 13800138000\t", "138—0013—8000",
        "013800138000",
        "+86 138 0013 8000", "0086-13800138000", "8613800138000", "１３８００１３８０００",
        "+８６１３８００１３８０００",
    ],
)  # fmt: skip
def test_a_mobile_number_however_typed(typed):
    phone = read_phone(typed)
    assert (phone.e164, phone.kind, phone.display, phone.tail4) == (
        "+8613800138000",
        MOBILE,
        "138 0013 8000",
        "8000",
    )
    assert (phone.extension, phone.warning, phone.masked) == ("", "", "138****8000")


@pytest.mark.parametrize(
    ("typed", "e164", "display", "extension"),
    [
        ("021-52345678", "+862152345678", "021 5234 5678", ""),
        ("(021)5234-5678", "+862152345678", "021 5234 5678", ""),
        ("（０２１）５２３４５６７８", "+862152345678", "021 5234 5678", ""),
        ("+86 21 5234 5678", "+862152345678", "021 5234 5678", ""),
        ("0538-8123456", "+865388123456", "0538 812 3456", ""),
        ("021-52345678-801", "+862152345678", "021 5234 5678-801", "801"),
        ("02152345678转801", "+862152345678", "021 5234 5678-801", "801"),
        ("021-52345678 转 801", "+862152345678", "021 5234 5678-801", "801"),
        ("021-52345678分机8", "+862152345678", "021 5234 5678-8", "8"),
        ("021-52345678#801", "+862152345678", "021 5234 5678-801", "801"),
        ("021-52345678 ext. 801", "+862152345678", "021 5234 5678-801", "801"),
        ("021 52345678Ext801", "+862152345678", "021 5234 5678-801", "801"),
    ],
)
def test_a_landline_with_and_without_extension(typed, e164, display, extension):
    phone = read_phone(typed)
    assert (phone.e164, phone.kind, phone.display, phone.extension) == (e164, LANDLINE, display, extension)


@pytest.mark.parametrize(
    ("typed", "e164", "kind", "display"),
    [
        ("400-800-1234", "+864008001234", SERVICE, "400 800 1234"),
        ("+852 9876 5432", "+85298765432", MOBILE, "+852 9876 5432"),
        ("85298765432", "+85298765432", MOBILE, "+852 9876 5432"),
        ("00853 6612 3456", "+85366123456", MOBILE, "+853 6612 3456"),
        ("886912345678", "+886912345678", MOBILE, "+886 912 345 678"),
        ("+1 212 555 2368", "+12125552368", MOBILE, "+1 212-555-2368"),
    ],
)
def test_other_numbers(typed, e164, kind, display):
    phone = read_phone(typed)
    assert (phone.e164, phone.kind, phone.display) == (e164, kind, display)


@pytest.mark.parametrize("prefix", ["140", "144", "146", "149", "154", "174"])
def test_a_segment_nobody_knows_yet_is_taken_with_a_warning(prefix):
    phone = read_phone(f"+86 {prefix}-9913-8000")
    assert (phone.e164, phone.kind) == (f"+86{prefix}99138000", MOBILE)
    assert phone.display == f"{prefix} 9913 8000"
    assert phone.warning


@pytest.mark.parametrize("prefix", ["130", "162", "165", "167", "170", "171", "190", "193", "195", "199"])
def test_segments_in_use_have_no_warning(prefix):
    assert read_phone(f"{prefix}00138000").warning == ""


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000/021-52345678转801", "13800138000、02152345678-801", "13800138000，021-52345678#801",
        "13800138000；021-52345678-801", "13800138000或021-52345678转801", "13800138000\n021-52345678-801",
        "13800138000/ 021-52345678-801 / 138 0013 8000", "13800138000 021-52345678-801",
    ],
)  # fmt: skip
def test_two_numbers_in_one_field(typed):
    assert [(phone.e164, phone.extension) for phone in read_phones(typed)] == [
        ("+8613800138000", ""),
        ("+862152345678", "801"),
    ]
    with pytest.raises(Refused) as refused:
        read_phone(typed)
    assert refused.value.code == "phone_several"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_missing"),
        (" / ", "phone_missing"),
        ("无", "phone_short"),
        ("95588", "phone_short"),
        ("110", "phone_short"),
        ("138 0013", "phone_area_code"),
        ("62345678", "phone_area_code"),
        ("12000138000", "phone_invalid"),
        ("138001380001", "phone_invalid"),
        ("1380013800", "phone_invalid"),
        ("0000-52345678", "phone_invalid"),
        ("13800138000/79", "phone_short"),
        ("13800138000转801", "phone_extension"),
        ("14000138000#1", "phone_extension"),
        ("妈妈13800138000", "phone_short"),
        ("1380013800O", "phone_short"),
    ],
)
def test_what_is_no_telephone_is_refused(typed, code):
    with pytest.raises(Refused) as refused:
        read_phones(typed)
    assert (refused.value.code, refused.value.field) == (code, "phone")


digits = st.text("0123456789", min_size=8, max_size=8)
mobiles = st.builds("{}{}".format, st.integers(130, 199), digits)


@given(mobiles, st.sampled_from(["", "+86", "0086", "86", "+86 ", "0"]), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_reads_the_same_however_grouped(number, prefix, gap):
    typed = prefix + gap.join([number[:3], number[3:7], number[7:]])
    phone = read_phone(typed)
    assert (phone.e164, phone.tail4) == ("+86" + number, number[-4:])
    assert number not in repr(phone)


@given(mobiles)
def test_reading_is_stable(number):
    phone = read_phone(number)
    assert read_phone(phone.e164) == phone == read_phone(phone.display)


@given(st.text(max_size=40))
def test_any_text_at_all_is_either_read_or_refused(text):
    try:
        phones = read_phones(text)
    except Refused:
        return
    assert all(phone.e164.startswith("+") and phone.e164[1:].isdecimal() for phone in phones)
