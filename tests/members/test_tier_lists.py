"""The information department's list of tiers: looked at, taken in, refused row by row."""

import csv
from datetime import date

import pytest

from deskops.core.imports import IncompleteFile, Options
from members.imports import import_tiers
from members.models import Member, TierPeriod
from tests.factories.members import card_number, make_members
from tests.factories.org import NOW, make_staff, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    store = make_store()
    by = make_staff("4001", store=store)
    make_members([1, 2, 3], store=store, by=by)
    return store, by


def take(tmp_path, desk, rows, *, encoding="gb18030", **options):
    path = tmp_path / "silver.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, ["会员卡号", "等级", "姓名", "生效日期"])
        writer.writeheader()
        writer.writerows(rows)
    store, by = desk
    return import_tiers(path, Options(by=by, now=NOW, store=store, **options), lambda done, total: None)


def row(n, tier="银卡", **more):
    return {"会员卡号": card_number(n), "等级": tier, **more}


def tiers():
    return list(Member.objects.order_by("pk").values_list("tier__code", flat=True))


def test_a_list_is_looked_at_then_taken_in_and_adds_nothing_twice(tmp_path, desk):
    rows = [row(1), row(2, 生效日期="2026-11-21"), row(3, "普通")]
    looked = take(tmp_path, desk, rows, dry=True)
    assert (looked.added, looked.unchanged, looked.refused) == (2, 1, 0)
    assert tiers() == ["normal"] * 3
    assert take(tmp_path, desk, rows).added == 2
    assert tiers() == ["silver", "silver", "normal"]
    sources = TierPeriod.objects.filter(tier__code="silver").values_list("source", "starts")
    assert [(starts, "2026-11-21" in source) for source, starts in sources] == [
        (date(2026, 11, 21), True)
    ] * 2
    again = take(tmp_path, desk, rows)
    assert (again.added, again.unchanged) == (0, 3)


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ({"会员卡号": "8800009999"}, "会员卡号"),
        ({"等级": "金卡"}, "等级"),
        ({"姓名": "䶮㛃"}, "姓名"),
        ({"生效日期": "2026-02-30"}, "生效日期"),
        ({"生效日期": "2027-01-01"}, "生效日期"),
        ({"生效日期": "2019-01-01"}, "生效日期"),
    ],
)
def test_a_bad_row_keeps_the_whole_list_out(tmp_path, desk, bad, column):
    with pytest.raises(IncompleteFile) as refused:
        take(tmp_path, desk, [row(1), {**row(2), **bad}])
    assert [(error.row, error.column) for error in refused.value.report.errors] == [(2, column)]
    assert tiers() == ["normal"] * 3


def test_a_member_stands_in_a_list_once(tmp_path, desk):
    report = take(tmp_path, desk, [row(1), row(1, "普通")], partial=True)
    assert (report.added, report.refused) == (1, 1)


def test_a_day_before_the_last_change_is_refused(tmp_path, desk):
    take(tmp_path, desk, [row(1)])
    report = take(tmp_path, desk, [row(1, "普通", 生效日期="2026-11-01")], partial=True)
    assert report.refused == 1
    assert TierPeriod.objects.filter(starts__lt=date(2026, 11, 1)).count() == 0
