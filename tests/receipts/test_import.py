"""Files of receipts: added once, in both encodings, refused row by row, to the cent."""

import csv
from decimal import Decimal

import openpyxl
import pytest

from deskops.core.imports import IncompleteFile, Options
from deskops.core.refusals import Refused
from deskops.org.models import Floor
from deskops.receipts.imports import COLUMNS, import_receipts
from deskops.receipts.models import Batch, Receipt, ReceiptLine, ReceiptTender
from tests.factories.org import NOW, make_staff, make_store

pytestmark = pytest.mark.django_db
OPTIONAL = ("微信", "支付宝", "转账")
HEADER = [name for name in COLUMNS if name not in OPTIONAL]


def line(position=1, **changes):
    row = dict.fromkeys(HEADER, "") | {
        "门店": "S1",
        "收银机": "03",
        "小票号": "40186554202",
        "交易时间": "2026-11-20 05:59:59",
        "会员卡号": "8800000081",
        "行号": str(position),
        "商品条码": "6900000988136",
        "品名": "漂白剂",
        "类别": "食品",
        "楼层": "B1",
        "数量": "1",
        "单价": "10.50",
        "金额": "10.50",
    }
    return row | changes


def receipt(number="1", **changes):
    """A receipt of two lines, 10.50 and 0.07, paid in cash and by card."""
    first = line(1, 小票号=number, 现金="10.00", 储值卡="0.57", **changes)
    return [first, line(2, 小票号=number, 单价="0.07", 金额="0.07", **changes)]


@pytest.fixture
def by(db):
    return make_staff("4001", store=make_store("S1"))


def write(tmp_path, rows, encoding="utf-8-sig"):
    path = tmp_path / "receipts.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(path, by, **options):
    return import_receipts(path, Options(by=by, now=NOW, **options), lambda done, total: None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_added_once(tmp_path, by, encoding):
    path = write(tmp_path, receipt("1") + receipt("2"), encoding)
    report = take(path, by)
    assert (report.added, report.unchanged, report.refused) == (4, 0, 0)
    assert report.totals["amount_added"] == Decimal("21.14")
    again = take(path, by)
    assert (again.added, again.unchanged, again.refused) == (0, 4, 0)
    assert (Receipt.objects.count(), ReceiptLine.objects.count(), Batch.objects.count()) == (2, 4, 2)


def test_what_is_stored_is_what_the_file_says(tmp_path, by):
    take(write(tmp_path, receipt("1")), by)
    stored = Receipt.objects.get()
    assert (stored.number, stored.pos, stored.card_number) == ("1", "03", "8800000081")
    assert (stored.amount, stored.items, stored.bought_on.isoformat()) == (Decimal("10.57"), 2, "2026-11-19")
    lines = stored.lines.order_by("position").values_list("position", "name", "floor", "amount")
    assert list(lines) == [(1, "漂白剂", "B1", Decimal("10.50")), (2, "漂白剂", "B1", Decimal("0.07"))]
    assert dict(stored.tenders.values_list("tender", "amount")) == {
        "cash": Decimal("10.00"),
        "stored_value": Decimal("0.57"),
    }


def test_a_workbook_comes_in_like_a_csv(tmp_path, by):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for row in receipt("1"):
        book.active.append([row[name] for name in HEADER])
    book.save(tmp_path / "r.xlsx")
    assert take(tmp_path / "r.xlsx", by).added == 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"门店": "S9"}, "门店"),
        ({"楼层": "9F"}, "楼层"),
        ({"行号": "x"}, "行号"),
        ({"品名": ""}, "品名"),
        ({"数量": "1.2345"}, "数量"),
        ({"单价": "1,5"}, "单价"),
        ({"金额": "10.505"}, "金额"),
        ({"金额": "=1+1"}, "金额"),
        ({"交易时间": "2026-02-30 10:00:00"}, "交易时间"),
        ({"交易时间": "2026-11-20 25:00:00"}, "交易时间"),
        ({"交易时间": "gestern"}, "交易时间"),
    ],
)
def test_a_wrong_row_takes_its_receipt_with_it_and_keeps_the_file_out(tmp_path, by, changes, column):
    wrong = receipt("2")
    wrong[0] |= changes
    if column in ("交易时间", "门店"):
        wrong[1] |= changes
    path = write(tmp_path, receipt("1") + wrong)
    with pytest.raises(IncompleteFile) as refused:
        take(path, by)
    report = refused.value.report
    assert (report.refused, report.errors[0].row, report.errors[0].column) == (2, 3, column)
    assert Receipt.objects.count() == 0
    assert take(path, by, partial=True).added == 2
    assert list(Receipt.objects.values_list("number", flat=True)) == ["1"]


def test_payments_have_to_add_up_to_the_lines(tmp_path, by):
    rows = receipt("1")
    rows[0]["现金"] = "10.01"
    with pytest.raises(IncompleteFile) as refused:
        take(write(tmp_path, rows), by)
    assert [(e.row, e.value) for e in refused.value.report.errors] == [(1, "10.58 ≠ 10.57")]


def test_a_receipt_that_is_there_with_another_content_is_refused_and_stays(tmp_path, by):
    take(write(tmp_path, receipt("1")), by)
    changed = receipt("1")
    changed[1]["品名"] = "肥皂"
    with pytest.raises(IncompleteFile):
        take(write(tmp_path, changed), by)
    assert set(ReceiptLine.objects.values_list("name", flat=True)) == {"漂白剂"}


def test_a_line_number_twice_is_refused(tmp_path, by):
    rows = receipt("1")
    rows[1]["行号"] = "1"
    with pytest.raises(IncompleteFile) as refused:
        take(write(tmp_path, rows), by)
    assert [e.column for e in refused.value.report.errors] == ["行号"]


def test_the_same_number_in_two_stores_are_two_receipts(tmp_path, by):
    make_store("S2")
    assert take(write(tmp_path, receipt("1") + receipt("1", 门店="S2")), by).totals["receipts_added"] == 2


def test_stores_and_floors_are_made_when_asked(tmp_path, by):
    rows = receipt("1", 门店="S7", 楼层="5F")
    take(write(tmp_path, rows), by, create_stores=True)
    assert list(Floor.objects.filter(store__code="S7").values_list("code", flat=True)) == ["5F"]


def test_looking_changes_nothing(tmp_path, by):
    report = take(write(tmp_path, receipt("1")), by, dry=True)
    assert (report.added, Receipt.objects.count(), Batch.objects.count()) == (2, 0, 0)


def test_half_a_file_names_the_broken_row(tmp_path, by):
    path = write(tmp_path, receipt("1"))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Refused) as refused:
        take(path, by)
    assert refused.value.code == "ragged_row"
    assert "2" in str(refused.value)


def test_excel_dates_and_columns_in_another_order_are_read(tmp_path, by):
    rows = [dict(reversed(row.items())) | {"交易时间": "2026/11/20 6:05"} for row in receipt("1")]
    take(write(tmp_path, rows), by)
    assert Receipt.objects.get().bought_on.isoformat() == "2026-11-20"


def test_a_wechat_column_may_be_there(tmp_path, by):
    rows = [row | {"微信": ""} for row in receipt("1")]
    rows[0] |= {"现金": "", "微信": "10.00"}
    take(write(tmp_path, rows), by)
    assert dict(ReceiptTender.objects.values_list("tender", "amount"))["wechat"] == Decimal("10.00")
