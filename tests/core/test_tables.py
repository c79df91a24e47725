"""Tables that people bring: encodings, workbooks, wrong columns, bombs."""

import zipfile

import openpyxl
import pytest

from deskops.core.refusals import Refused
from deskops.core.tables import columns_of, encoding_of, rows_of

TEXT = "姓名,金额\n王䶮,0.01\n\n李四,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_both_encodings_reads_alike_and_blank_rows_are_left_out(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert list(rows_of(path))[1:] == [["王䶮", "0.01"], ["李四", "2"]]


def test_xlsx_reads_card_numbers_as_they_are(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["会员卡号", "金额"])
    book.active.append([8800000014, 10.5])
    book.active.append(["0088", 3])
    book.save(tmp_path / "a.xlsx")
    assert list(rows_of(tmp_path / "a.xlsx"))[1:] == [["8800000014", "10.5"], ["0088", "3"]]


@pytest.mark.parametrize(
    "content", [b"\xff\xfea\x00b\x00", b"\x00\x01\x02", "名".encode()[:2] + b"\xff\xff,1\n"]
)
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        list(rows_of(path))
    assert refused.value.code == "file_unreadable"


def test_gb18030_is_recognised(tmp_path):
    (tmp_path / "a.csv").write_bytes("门店,金额\n".encode("gb18030"))
    assert encoding_of(tmp_path / "a.csv") == "gb18030"


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(Refused) as refused:
        list(rows_of(path))
    assert refused.value.code == "file_bomb"


def test_columns_may_come_in_any_order_but_not_be_missing_strange_or_twice():
    assert columns_of([" b", "a"], known=("a", "b", "c"), required=("a", "b")) == ["b", "a"]
    for header in (["a"], ["a", "b", "x"], ["a", "b", "b"]):
        with pytest.raises(Refused) as refused:
            columns_of(header, known=("a", "b", "c"), required=("a", "b"))
        assert refused.value.code == "wrong_columns"
