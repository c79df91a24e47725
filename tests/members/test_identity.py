"""Identity numbers: every possible one passes, every single slip of the keyboard is caught."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from members.rules.identity import PROVINCES, PaperKind, Sex, check_id_number, check_paper, normalise_id

TODAY = date(2026, 11, 22)


def with_check_digit(seventeen: str) -> str:
    """The oracle: ISO 7064 MOD 11-2 by its recursion, not by the standard's table of weights."""
    remainder = 0
    for digit in seventeen:
        remainder = (remainder + int(digit)) * 2 % 11
    return seventeen + "0123456789X"[(12 - remainder) % 11]


def number(region: str, birth: str, sequence: str = "001") -> str:
    return with_check_digit(region + birth + sequence)


regions = st.tuples(st.sampled_from([*PROVINCES, "90", "93", "91"]), st.integers(0, 9999)).map(
    lambda r: f"{r[0]}{r[1]:04d}"
)
births = st.dates(date(1896, 1, 1), TODAY)
sequences = st.integers(0, 999).map(lambda n: f"{n:03d}")
numbers = st.builds(lambda r, b, s: number(r, f"{b:%Y%m%d}", s), regions, births, sequences)


def refusal(raw: str, **asked: PaperKind) -> Refused:
    with pytest.raises(Refused) as refused:
        check_paper(raw, today=TODAY, **asked) if asked else check_id_number(raw, TODAY)
    return refused.value


@given(numbers)
@example("11010519491231002X")
def test_every_possible_number_passes_and_says_birth_and_sex(text):
    checked = check_id_number(text, TODAY)
    assert checked.normalised == text
    assert f"{checked.birth_date:%Y%m%d}" == text[6:14]
    assert checked.sex == (Sex.MALE if int(text[16]) % 2 else Sex.FEMALE)


def test_the_standard_s_own_examples():
    """GB 11643-1999 gives two; the second person was born in 1880 and can't apply any more."""
    first = check_id_number("11010519491231002X", TODAY)
    assert (first.kind, first.province, first.birth_date, first.sex) == (
        PaperKind.RESIDENT_ID, "北京", date(1949, 12, 31), Sex.FEMALE,
    )  # fmt: skip
    second = check_id_number("440524188001010014", date(2000, 1, 1))
    assert (second.province, second.birth_date, second.sex) == ("广东", date(1880, 1, 1), Sex.MALE)
    assert refusal("440524188001010014").code == "id_date"


@pytest.mark.parametrize(
    ("region", "birth", "kind", "province"),
    [
        (
            "330106",
            "19750301",
            PaperKind.RESIDENT_ID,
            "浙江",
        ),  # district whose code is younger than the person
        ("370102", "19600715", PaperKind.RESIDENT_ID, "山东"),
        ("440307", "19900101", PaperKind.RESIDENT_ID, "广东"),
        ("310230", "19801231", PaperKind.RESIDENT_ID, "上海"),
        ("510231", "19750606", PaperKind.RESIDENT_ID, "四川"),
        ("320102", "19700101", PaperKind.RESIDENT_ID, "江苏"),
        ("620201", "19880808", PaperKind.RESIDENT_ID, "甘肃"),  # a city without counties
        ("330113", "20220501", PaperKind.RESIDENT_ID, "浙江"),
        ("659012", "20210101", PaperKind.RESIDENT_ID, "新疆"),  # codes newer than most lists
        ("653228", "20240229", PaperKind.RESIDENT_ID, "新疆"),
        ("710000", "19991231", PaperKind.RESIDENT_ID, "台湾"),
        ("810000", "19850505", PaperKind.HMT_RESIDENCE, "香港"),
        ("820000", "20000229", PaperKind.HMT_RESIDENCE, "澳门"),
        ("830000", "19700707", PaperKind.HMT_RESIDENCE, "台湾"),
        ("931840", "19810924", PaperKind.FOREIGN_RESIDENCE, "上海"),
        ("911840", "20000101", PaperKind.FOREIGN_RESIDENCE, "北京"),
    ],
)
def test_numbers_that_packages_get_wrong(region, birth, kind, province):
    checked = check_id_number(number(region, birth), TODAY)
    assert (checked.kind, checked.province) == (kind, province)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_length"),
        ("11010519491231002", "id_length"),
        ("110105491231002", "id_length"),
        ("11010519491231002XX", "id_length"),
        ("11010519491231X02X", "id_characters"),
        ("11010519491231002A", "id_characters"),
        ("1101051949123100٢X", "id_characters"),
        (number("000000", "19900101"), "id_province"),
        (number("160101", "19900101"), "id_province"),
        (number("840000", "19900101"), "id_province"),
        (number("110105", "19000229"), "id_date"),
        (number("110105", "20230229"), "id_date"),
        (number("110105", "19900230"), "id_date"),
        (number("110105", "19901301"), "id_date"),
        (number("110105", "19900100"), "id_date"),
        (number("110105", "00000101"), "id_date"),
        (number("110105", "18951231"), "id_date"),
        (number("110105", "20261123"), "id_date_future"),
        (number("110105", "20350101"), "id_date_future"),
        ("110105194912310021", "id_check_digit"),
    ],
)
def test_what_is_wrong_is_named(text, code):
    assert refusal(text).code == code


def test_somebody_born_today_can_apply_and_a_leap_day_is_a_day():
    assert check_id_number(number("110105", "20261122"), TODAY).birth_date == TODAY
    assert check_id_number(number("110105", "20000229"), TODAY).birth_date == date(2000, 2, 29)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_no_single_wrong_character_is_missed(text, place, sign):
    assume(sign != text[place])
    assert refusal(text[:place] + sign + text[place + 1 :]).code.startswith("id_")


@given(numbers, st.integers(0, 16))
def test_no_two_swapped_neighbours_are_missed(text, place):
    assume(text[place] != text[place + 1])
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert refusal(swapped).code.startswith("id_")


@given(numbers)
def test_a_refusal_and_a_repr_never_show_the_number(text):
    wrong = text[:17] + ("0" if text[17] != "0" else "1")
    refused = refusal(wrong)
    shown = f"{refused} {refused.value} {refused!r} {refused.args} {check_id_number(text, TODAY)!r}"
    assert text[3:14] not in shown
    assert refused.value == f"{text[:3]}***********{wrong[-4:]}"
    assert refused.__cause__ is None
    assert refused.field == "id_number"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "\ufeff110105\u200b19491231002X\n",
    ],
)
def test_typing_differences_make_one_number(typed):
    assert check_id_number(typed, TODAY).normalised == "11010519491231002X"


@given(st.text())
def test_any_text_at_all_is_either_read_or_refused(text):
    with suppress(Refused):
        assert check_id_number(text, TODAY).normalised == normalise_id(text)


@pytest.mark.parametrize(
    ("raw", "kind", "stored"),
    [
        ("e12345678", PaperKind.PASSPORT, "E12345678"),
        ("EA1234567", PaperKind.PASSPORT, "EA1234567"),
        ("H12345678", PaperKind.HM_PERMIT, "H12345678"),
        ("M 1234567800", PaperKind.HM_PERMIT, "M1234567800"),
        ("01234567", PaperKind.TAIWAN_PERMIT, "01234567"),
        ("USA310112345678", PaperKind.FOREIGN_RESIDENCE, "USA310112345678"),
    ],
)
def test_other_papers_are_kept_as_they_read(raw, kind, stored):
    paper = check_paper(raw, kind, TODAY)
    assert (paper.normalised, paper.kind, paper.birth_date, paper.sex) == (stored, kind, None, None)


@pytest.mark.parametrize("raw", ["E1234", "E12345678;", "", "护照12345678", "E" * 21])
def test_a_passport_is_letters_and_digits(raw):
    assert refusal(raw, kind=PaperKind.PASSPORT).code == "id_characters"


def test_a_number_of_another_kind_of_paper_is_refused():
    hong_kong = number("810000", "19850505")
    assert refusal(hong_kong, kind=PaperKind.RESIDENT_ID).code == "id_kind"
    assert check_paper(hong_kong, PaperKind.HMT_RESIDENCE, TODAY).kind == PaperKind.HMT_RESIDENCE
    assert refusal("11010519491231002X", kind=PaperKind.FOREIGN_RESIDENCE).code == "id_kind"


def test_everything_a_number_may_show():
    checked = check_id_number("11010519491231002X", TODAY)
    assert (checked.masked, checked.tail4) == ("110***********002X", "002X")


@given(births, st.integers(0, 400))
def test_the_date_of_birth_is_judged_by_the_day_asked(birth, days):
    text = number("110105", f"{birth:%Y%m%d}")
    assert check_id_number(text, birth + timedelta(days)).birth_date == birth
    with pytest.raises(Refused):
        check_id_number(text, birth - timedelta(days + 1))
