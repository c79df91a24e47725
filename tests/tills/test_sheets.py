"""The day sheet, what finance receives of a day, and the proofs over all of it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.proofs import proofs
from deskops.tills.models import DaySheet
from deskops.tills.plugs import DaySheetLine, DaySheetSection, day_sheet_sections
from deskops.tills.queries import takings_of
from deskops.tills.services import close_shift, count_blind, file_day_sheet, hand_over, read_pos, tick
from deskops.tills.sheets import frozen_sections, sheet_sections
from tests.factories.tills import DAY, NOW, open_till

from .conftest import close_till, pay

yuan = Decimal
LATER = NOW + timedelta(hours=9)


def lines(section):
    return [(str(line.label), line.number, line.taken, line.paid) for line in section.lines]


def test_a_desks_day_adds_up(shift, desk):
    pay(desk, "120.00")
    pay(desk, "-20.05")
    pay(desk, "300.00", "bank_card", slip="0001")
    close_till(shift, desk.clerk, "599.90", takings="99.90")
    drawer, papers = sheet_sections(shift.till, DAY)[:2]
    assert (drawer.opening, drawer.closing) == (0, yuan("500.00"))
    assert drawer.taken - drawer.paid == yuan("500.00")
    assert lines(papers) == [("fee · 现金", 2, yuan("120.00"), yuan("20.05")), ("fee · 银行卡", 1, 300, 0)]
    assert (papers.number, papers.taken, papers.paid) == (3, yuan("420.00"), yuan("20.05"))


def test_other_rooms_add_their_own_parts(shift, desk, monkeypatch):
    monkeypatch.setattr(day_sheet_sections, "_items", [])
    day_sheet_sections.add(
        DaySheetSection("gifts", "赠品", lambda till, day: [DaySheetLine(f"发放 {till.code} {day}", 3)])
    )
    assert lines(sheet_sections(shift.till, DAY)[2]) == [("发放 A1 2026-11-20", 3, 0, 0)]


def filed(desk, shift, **changed):
    asked = {"till": shift.till, "business_date": DAY, "by": desk.clerk, "now": LATER}
    return file_day_sheet(request_key=uuid4(), **{**asked, **changed})


def test_a_day_sheet_is_filed_when_the_till_is_closed_and_once(shift, desk):
    with pytest.raises(Refused) as refused:
        filed(desk, shift)
    assert refused.value.code == "till_open"
    close_till(shift, desk.clerk, "500.00")
    sheet = filed(desk, shift)
    assert sheet.document.number == "RB-S1-261120-0001"
    assert frozen_sections(sheet.content) == sheet_sections(shift.till, DAY)
    with pytest.raises(Refused) as refused:
        filed(desk, shift)
    assert refused.value.code == "day_sheet_filed"


def test_what_happens_later_makes_a_new_sheet_that_names_the_first(shift, desk):
    close_till(shift, desk.clerk, "500.00")
    first = filed(desk, shift)
    following = hand_over(
        shift=shift,
        to=desk.second,
        pieces={yuan("100"): 5},
        by=desk.clerk,
        now=LATER,
        request_key=uuid4(),
    )
    pay(desk, "10.00", by=desk.second, now=LATER)
    close_till(following, desk.second, "510.00", takings="10.00")
    second = filed(desk, shift)
    assert second.document.origin_id == first.document_id
    assert DaySheet.objects.count() == 2


def test_finance_ticks_a_part_once(shift, desk):
    close_till(shift, desk.clerk, "500.00")
    sheet = filed(desk, shift)
    asked = {"sheet": sheet, "by": desk.finance, "now": LATER}
    tick(section="drawer", request_key=uuid4(), **asked)
    for section, code in (("drawer", "ticked_already"), ("nothing", "no_section")):
        with pytest.raises(Refused) as refused:
            tick(section=section, request_key=uuid4(), **asked)
        assert refused.value.code == code


def test_finance_receives_the_takings_of_all_tills_of_a_day(shift, desk, django_assert_num_queries):
    pay(desk, "120.00")
    pay(desk, "300.00", "bank_card", slip="0001")
    close_till(shift, desk.clerk, "620.00", takings="120.00")
    other = open_till(desk.store, desk.second, code="A2")
    with django_assert_num_queries(4):
        takings = takings_of(desk.store, DAY)
    assert (takings.cash, takings.pieces) == (120, {yuan("100.00"): 1, yuan("20.00"): 1})
    assert [(row.tender.code, row.taken) for row in takings.tenders] == [("bank_card", 300)]
    assert [one.pk for one in takings.open_shifts] == [other.pk]
    close_till(other, desk.second, "500.00", takings="100.00")
    assert takings_of(desk.store, DAY).cash == 220


def proved():
    return {proof.code: [str(d) for d in proof.differences()] for proof in proofs if "till" in proof.code}


def test_the_proofs_find_nothing_after_a_day_and_what_somebody_bends(shift, desk):
    pay(desk, "41.66")
    pay(desk, "-20.05")
    close_till(shift, desk.clerk, "522.60", takings="22.60", reason="多一元")
    clean: dict[str, list[str]] = {"till_counts": [], "till_payments": [], "till_differences": []}
    assert proved() == clean
    number = Document.objects.get(kind="till_shift").number
    for table, bent, code in (
        ("tills_shift", "opening = 499", "till_counts"),
        ("tills_payment", "rounding = 0.05 WHERE amount > 0", "till_payments"),
        ("tills_difference", "amount = 2", "till_differences"),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT bent; SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER; UPDATE {table} SET {bent}")
            assert [text.startswith(number) for text in proved()[code]] == [True]
            cursor.execute("ROLLBACK TO bent")
    assert proved() == clean


def test_the_drawer_shows_pos_cash_and_differences_apart(desk):
    shift = open_till(desk.store, desk.clerk, has_pos=True)
    asked = {"by": desk.clerk, "now": LATER}
    shift = count_blind(shift=shift, pieces={yuan("100"): 6}, request_key=uuid4(), **asked)
    shift = read_pos(shift=shift, total=yuan("103.00"), request_key=uuid4(), **asked)
    close_shift(shift=shift, takings={}, reason="少三元", request_key=uuid4(), **asked)
    drawer = sheet_sections(shift.till, DAY)[0]
    assert [(number, taken, paid) for _label, number, taken, paid in lines(drawer)] == [
        (0, yuan("500.00"), 0),
        (0, yuan("103.00"), 0),
        (0, 0, yuan("3.00")),
    ]
    assert drawer.closing == 600
