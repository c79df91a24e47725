"""Every block: all of the text is there, nothing overlaps, nothing leaves the sheet, same bytes twice."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.units import mm

from deskops.core.refusals import Refused
from deskops.papers.layout import render, rendered
from deskops.papers.paper import VOID, Code, Column, Field, Kind, Paper, Sign, Size, Subtotal, Table, Total
from tests.papers.reading import overlaps, pages, pieces, text
from tests.papers.samples import MARK, RARE, REPRINT, STORE, ledger_list, refund, slip, takings

PAPERS = {
    "form": refund(),
    "form on a slip": refund(Size.SLIP),
    "slip": slip(),
    "slip on a form": slip(Size.A4),
    "triplicate": takings(),
    "triplicate too long for a third": takings(30),
    "form with copies": takings(size=Size.A4),
    "landscape": ledger_list(),
    "list upright": replace(ledger_list(), size=Size.A4),
    "list on a slip": replace(ledger_list(), size=Size.SLIP),
    "QR code": replace(refund(), code=Code.QR),
    "no code": replace(refund(), code=Code.NONE),
    "bare": Paper("收据", "RC-S00381-261122-0001", STORE, date(2026, 11, 22), "1001"),
}


@pytest.fixture(params=list(PAPERS.values()), ids=list(PAPERS))
def paper(request):
    return request.param


def test_no_text_lies_on_another(paper):
    assert overlaps(render(paper, printed=REPRINT)) == []


def test_text_stays_on_the_sheet_and_leaves_room_for_the_punch(paper):
    for page in pages(render(paper, printed=REPRINT)):
        wide, high = float(page.mediabox.width), float(page.mediabox.height)
        left = 4 * mm if wide < 100 * mm else 25 * mm
        for piece in pieces(page):
            cut_mark = piece.left < 14 * mm and paper.size == Size.TRIPLICATE
            assert cut_mark or piece.left >= left - 0.1
            assert piece.right <= wide - 4 * mm + 0.1
            assert 0 < piece.bottom < piece.top < high


def test_same_paper_and_mark_give_the_same_bytes(paper):
    assert render(paper, printed=MARK) == render(paper, printed=MARK)


def test_everything_on_the_form_can_be_read_back():
    found = text(render(refund(), printed=MARK))
    paper = refund()
    for words in (
        paper.title,
        paper.number,
        paper.store.company,
        f"欧阳{RARE}",
        "羊绒混纺翻领双排扣大衣（限量纪念款，含防尘袋与备用扣）",
        "6901028075831",
        "2,079.20",
        "人民币贰仟贰佰伍拾柒元贰角整",
        "¥2,257.20",
        "退款原路返回的，到账时间以银行为准。",
        "顾客签字",
        "王𠅤",
        "2026-11-2209:30",
    ):
        assert str(words).replace(" ", "") in found


def test_original_carries_no_reprint_mark_and_the_reprint_its_count():
    with translation.override("en"):
        assert "Reprint" not in text(render(refund(), printed=MARK))
        for size in (Size.A4, Size.SLIP):
            assert "Reprint,printno.2" in text(render(refund(size), printed=REPRINT))


def test_pages_are_counted_within_each_copy():
    with translation.override("en"):
        result = rendered(takings(30), printed=MARK)
        found = [page.extract_text() for page in pages(result.pdf)]
    assert result.pages == len(found) == 6
    assert [f"Page {n % 2 + 1} of 2" in page for n, page in enumerate(found)] == [True] * 6


def test_three_copies_stand_on_one_sheet_when_they_fit():
    with translation.override("en"):
        result = rendered(takings(), printed=MARK)
    assert result.pages == 1
    assert [text(result.pdf).count(name) for name in ("Copyone", "Copytwo", "Copythree")] == [1, 1, 1]


def test_the_file_tells_readers_and_printers_what_it_is():
    with translation.override("en"):
        reader = PdfReader(io.BytesIO(render(refund(), printed=MARK)))
    root: Any = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "退货凭单 RF-S00381-261122-0001"
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert "/Encrypt" not in reader.trailer


def test_one_copy_alone():
    with translation.override("en"):
        found = text(render(takings(), printed=MARK, copy=2))
    assert ("Copyone" in found, "Copytwo" in found, "Copythree" in found) == (False, True, False)


@pytest.mark.parametrize("copy", [0, 4, -1])
def test_a_copy_that_does_not_exist_is_refused(copy):
    with pytest.raises(Refused) as refused:
        render(takings(), printed=MARK, copy=copy)
    assert refused.value.code == "paper_copy"


@pytest.mark.parametrize("size", Size)
def test_void_is_on_every_copy(size):
    with translation.override("en"):
        found = text(render(replace(takings(), stamp=VOID, size=size), printed=MARK))
    assert found.count("VOID") == 3


def test_headings_stand_on_each_page_and_page_totals_add_up_to_the_total():
    with translation.override("en"):
        found = [page.extract_text() for page in pages(render(ledger_list(), printed=MARK))]
    assert [page.count("摘要") for page in found] == [1] * len(found)
    sums = re.findall(r"^(Page total|Total) ([0-9,.]+)", "\n".join(found), re.MULTILINE)
    *shown, total = [Decimal(figures.replace(",", "")) for _label, figures in sums]
    assert len(shown) == len(found)
    assert sum(shown) == total == sum(Decimal(n * 100) + Decimal("0.5") for n in range(1, 91))


def test_nobody_signs_a_page_without_an_amount():
    for lines in range(16, 34):
        last = pages(render(takings(lines, Size.A4), printed=MARK, copy=1))[-1].extract_text()
        assert "¥12,340.05" in last
        assert "Total" in last or "合计" in last


def test_a_slip_is_as_long_as_its_content():
    short, long = (pages(render(paper, printed=MARK))[0].mediabox for paper in (slip(), refund(Size.SLIP)))
    assert float(short.width) == pytest.approx(80 * mm)
    assert short.height < long.height


def test_more_columns_than_the_sheet_is_wide_are_set_smaller():
    columns = [Column(f"列{n}", Kind.MONEY) for n in range(9)]
    table = Table(columns, [[Decimal("123456789.12")] * 9])
    pdf = render(replace(refund(), tables=[table]), printed=MARK)
    assert overlaps(pdf) == []
    assert text(pdf).count("123,456,789.12") == 9


def test_an_amount_that_is_negative_cannot_be_written_in_capitals():
    with pytest.raises(ValueError, match="negative"):
        render(replace(refund(), totals=[Total("应退", Decimal("-1.00"), capitals=True)]), printed=MARK)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=120)
names = st.text("欧阳䶮㛃𠅤朤abc Wmx0（）《》，。-", max_size=80)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    fields=st.lists(st.tuples(words, words, st.booleans()), max_size=5),
    lines=st.lists(st.tuples(names, names, st.decimals(0, 10**9, places=2)), max_size=5),
    size=st.sampled_from(Size),
)
def test_whatever_is_typed_nothing_overlaps(fields, lines, size):
    rows = [*lines, Subtotal(("小计", "", Decimal("1.00")))]
    paper = replace(
        refund(size),
        fields=[Field(label, value, wide) for label, value, wide in fields],
        tables=[
            Table([Column("名称"), Column("说明", Kind.CODE), Column("金额", Kind.MONEY, summed=True)], rows)
        ],
        sign=[Sign(label, value) for label, value, _wide in fields],
    )
    assert overlaps(render(paper, printed=MARK)) == []
