"""What a till prints: the words and figures that a person reads on it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.core.refusals import Refused
from deskops.papers.services import print_paper
from deskops.tills.services import file_day_sheet, tick
from tests.factories.tills import DAY, NOW
from tests.papers.reading import text as text_of

from .conftest import close_till, pay

LATER = NOW + timedelta(hours=9)


def printed(document, paper=""):
    done = print_paper(
        document=document,
        by=document.maker,
        now=LATER,
        request_key=uuid4(),
        paper=paper,
        language="zh-hans",
    )
    return text_of(done.pdf)


def test_a_count_prints_its_pieces_and_not_what_was_expected(shift, desk):
    pay(desk, "10.00")
    counted = close_till(shift, desk.clerk, "511.00", close=False)
    text = printed(counted.document, "till_count")
    assert "511.00" in text
    assert "伍佰壹拾壹元整" in text
    assert "510.00" not in text


def test_a_closing_sheet_holds_the_whole_shift(shift, desk):
    pay(desk, "100.00")
    pay(desk, "88.00", "bank_card", slip="0001")
    closed = close_till(shift, desk.clerk, "601.00", takings="101.00", reason="顾客多付一元未取")
    text = printed(closed.document)
    for words in (
        "601.00",
        "600.00",
        "1.00",
        "壹佰零壹元整",
        "500.00",
        "顾客多付一元未取",
        "银行卡",
        "88.00",
    ):
        assert words in text


def test_nothing_is_printed_before_it_happened(shift, desk):
    for paper, code in (("till_count", "not_counted"), ("till_closing", "not_closed")):
        with pytest.raises(Refused) as refused:
            printed(shift.document, paper)
        assert refused.value.code == code


def test_a_day_sheet_shows_its_parts_and_ticks(shift, desk):
    pay(desk, "100.00")
    close_till(shift, desk.clerk, "600.00", takings="100.00")
    sheet = file_day_sheet(till=shift.till, business_date=DAY, by=desk.clerk, now=LATER, request_key=uuid4())
    tick(sheet=sheet, section="drawer", by=desk.finance, now=LATER, request_key=uuid4())
    text = printed(sheet.document)
    assert "钱进" in text
    assert text.count("□") == 1
    assert Decimal(sheet.content["sections"][1]["lines"][0]["taken"]) == 100
