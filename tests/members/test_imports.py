"""Files of members: taken in whole, twice without effect, refused row by row."""

import csv

import pytest

from deskops.core.imports import IncompleteFile, Options
from deskops.core.refusals import Refused
from members.imports import import_members
from members.models import Identity, Member, MemberCard
from members.models.people import Missing
from tests.factories.members import address, card_number, id_number, mobile
from tests.factories.org import NOW, make_staff, make_store

pytestmark = pytest.mark.django_db
HEADER = ["会员卡号", "姓名", "证件号码", "手机", "户籍地址", "办卡日期", "等级"]


def person(n, **changes):
    row = dict(
        zip(
            HEADER,
            [card_number(n), f"王{n}", id_number(n), mobile(n), address(n), "2020-01-03", "普通"],
            strict=True,
        )
    )
    return {**row, **changes}


@pytest.fixture
def desk(db):
    store = make_store()
    return store, make_staff("4001", store=store)


def take(tmp_path, desk, rows, *, encoding="utf-8-sig", **options):
    path = tmp_path / "members.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    store, by = desk
    return import_members(path, Options(by=by, now=NOW, store=store, **options), lambda done, total: None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_comes_in_whole_and_a_second_time_adds_nothing(tmp_path, desk, encoding):
    rows = [person(1), person(2, 等级="银卡"), person(3, 姓名="䶮㛃")]
    report = take(tmp_path, desk, rows, encoding=encoding)
    assert (report.added, report.unchanged, report.refused) == (3, 0, 0)
    again = take(tmp_path, desk, rows, encoding=encoding)
    assert (again.added, again.unchanged, again.refused) == (0, 3, 0)
    cards = MemberCard.objects.order_by("number").values_list("number", "member__name", "silver")
    assert list(cards) == [
        (card_number(1), "王1", False),
        (card_number(2), "王2", True),
        (card_number(3), "䶮㛃", False),
    ]
    assert Member.objects.filter(missing=[Missing.CONSENT]).count() == 3


def test_numbers_lie_sealed(tmp_path, desk):
    take(tmp_path, desk, [person(1)])
    identity = Identity.objects.get()
    assert id_number(1).encode() not in bytes(identity.number_sealed or b"")
    assert Member.objects.get().masked_number == f"{id_number(1)[:3]}{'*' * 11}{id_number(1)[-4:]}"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("会员卡号", "12"),
        ("姓名", ""),
        ("证件号码", "370104198407210504"),
        ("手机", "1380"),
        ("办卡日期", "2020-02-30"),
        ("办卡日期", "2027-01-01"),
        ("等级", "金卡"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out_and_says_where(tmp_path, desk, column, value):
    with pytest.raises(IncompleteFile) as refused:
        take(tmp_path, desk, [person(1), person(2, **{column: value})])
    (error,) = refused.value.report.errors
    assert (error.row, error.column) == (2, column)
    assert error.message
    assert "370104198407210504" not in error.value
    assert Member.objects.count() == 0


def test_partial_takes_the_sound_rows_alone(tmp_path, desk):
    report = take(tmp_path, desk, [person(1), person(2, 办卡日期="?")], partial=True)
    assert (report.added, report.refused, Member.objects.count()) == (1, 1, 1)


def test_looking_stores_nothing(tmp_path, desk):
    report = take(tmp_path, desk, [person(1), person(2)], dry=True)
    assert (report.added, Member.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("second", "column"),
    [
        ({"会员卡号": card_number(1)}, "会员卡号"),
        ({"证件号码": id_number(1)}, "证件号码"),
        ({"户籍地址": address(1)}, "户籍地址"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_card_a_number_and_a_household_belong_to_one_member(tmp_path, desk, second, column, together):
    rows = [person(1), person(2, **second)]
    if not together:
        take(tmp_path, desk, rows[:1])
        rows = rows[1:]
    report = take(tmp_path, desk, rows, partial=True)
    assert [(error.row, error.column) for error in report.errors] == [(len(rows), column)]


def test_who_has_no_number_on_record_comes_in_incomplete(tmp_path, desk):
    take(tmp_path, desk, [person(1, 证件号码="")])
    assert Member.objects.get().missing == [Missing.NUMBER, Missing.CONSENT]


def test_a_row_of_an_unknown_store_is_refused_unless_stores_are_made(tmp_path, desk):
    rows = [{**person(1), "门店": "S99999"}]
    report = take(tmp_path, desk, rows, partial=True)
    assert [(e.row, e.column, e.value) for e in report.errors] == [(1, "门店", "S99999")]
    take(tmp_path, desk, rows, create_stores=True)
    assert Member.objects.get().home_store.code == "S99999"


def test_wrong_columns_are_named(tmp_path, desk):
    with pytest.raises(Refused) as refused:
        take(tmp_path, desk, [{"会员卡号": "1", "电话": "2"}])
    assert refused.value.code == "wrong_columns"
    assert "电话" in str(refused.value)


def test_the_statements_do_not_grow_with_the_rows(tmp_path, desk, django_assert_max_num_queries):
    rows = [person(n) for n in range(1, 41)]
    with django_assert_max_num_queries(40):
        take(tmp_path, desk, rows)
