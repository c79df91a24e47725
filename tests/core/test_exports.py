"""Tables as CSV and XLSX: the same rows and figures, no formula, no lost digit."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.db.models import F
from django.db.models.functions import Concat, Length
from django.utils import translation

from deskops.core.exports import Column, Kind, Table, guarded, write_csv, write_xlsx
from deskops.core.models import Job
from deskops.documents.models import Document
from deskops.org.models import Staff
from tests.factories.org import NOW, make_staff, make_store

COLUMNS = (
    Column("number", "单号", "number"),
    Column("who", "经办", Concat(F("maker__number"), F("maker__name"))),
    Column("amount", "金额", "amount", Kind.MONEY, total=True),
    Column("key", "序号", Length("number"), Kind.INT, total=True),
    Column("day", "营业日", "business_date", Kind.DATE),
    Column("at", "时间", "made_at", Kind.TIME),
)
NASTY = ("=1+1", "+86", "-5", "@x", "\t=1", "＝1", 'a,b"c\nd', "62220200000000000011", "䶮㛃")


@pytest.fixture
def table(db):
    store, by = make_store(), make_staff("1001")
    for n, number in enumerate(NASTY, 1):
        Document.objects.create(
            kind="x",
            number=number,
            store=store,
            business_date=date(2026, 11, n),
            amount=None if n == 2 else Decimal(n) / 4 - 1,
            maker=by,
            made_at=NOW,
        )
    return Table("对账/明细", COLUMNS, Document.objects.order_by("pk"), [("门店", "夫章")])


def test_a_page_and_its_totals(table):
    assert table.cells(0, 1) == [
        ("=1+1", "1001员工1001", Decimal("-0.75"), 4, date(2026, 11, 1), NOW),
    ]
    assert table.totals() == {"amount": Decimal("2.75"), "key": sum(map(len, NASTY))}


def test_csv_opens_in_a_spreadsheet_without_a_formula(table):
    out = io.BytesIO()
    assert write_csv(table, out) == len(out.getvalue())
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert rows[0] == ["单号", "经办", "金额", "序号", "营业日", "时间"]
    assert [row[0] for row in rows[1:]] == [guarded(number) for number in NASTY]
    assert rows[1][1:] == ["1001员工1001", "-0.75", "4", "2026-11-01", "2026-11-21 11:00:00"]
    assert rows[2][2] == ""


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠1"])
def test_the_guard_in_sql_is_the_guard_in_python(db, text):
    staff = make_staff("1001")
    Staff.objects.filter(pk=staff.pk).update(name=text)
    out = io.BytesIO()
    write_csv(Table("x", [Column("n", "n", "name")], Staff.objects.filter(pk=staff.pk)), out)
    assert next(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig")[2:], newline="")))[0] == f"'{text}"
    assert guarded(text) == f"'{text}"


def test_xlsx_keeps_text_as_text_and_money_as_numbers(table):
    out = io.BytesIO()
    with translation.override("en"):
        write_xlsx(table, out)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    sheet = book.worksheets[0]
    assert sheet.title == "对账·明细"
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(NASTY)
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    assert [cell.value for cell in sheet[2]] == [
        "=1+1",
        "1001员工1001",
        -0.75,
        4,
        datetime(2026, 11, 1),
        datetime(2026, 11, 21, 11),
    ]
    assert [cell.number_format for cell in sheet[2]][2:5] == ["#,##0.00", "0", "yyyy-mm-dd"]
    assert sheet[3][2].value is None
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert about == {"门店": "夫章", "Rows": "9", "金额": "2.75", "序号": str(sum(map(len, NASTY)))}


def test_a_table_without_rows_still_has_its_header(table):
    out = io.BytesIO()
    write_xlsx(Table("空", COLUMNS, Document.objects.none()), out)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["单号", "经办", "金额", "序号", "营业日", "时间"]
    assert Table("空", COLUMNS, Document.objects.filter(pk=0)).totals() == {"amount": 0, "key": 0}


def test_parameters_and_percent_signs_survive(db):
    Job.objects.create(kind="x", title="100%s", asked_by=make_staff("1001"), asked_at=datetime.now(UTC))
    rows = Job.objects.filter(title__contains="0%")
    out = io.BytesIO()
    write_csv(Table("x", [Column("t", "标题", "title")], rows), out)
    assert out.getvalue().decode("utf-8-sig") == "标题\n100%s\n"
