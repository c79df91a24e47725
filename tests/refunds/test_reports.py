"""Finance's reports of refunds: every yuan beside the accounts, exceptions marked, files as they were."""

import csv
import io
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.db import transaction

from cards.takings.lines import takings_lines
from deskops.core.files import read_file
from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.core.money import break_down
from deskops.handoffs.kinds import Line
from deskops.ledger.reports import Asked, reports
from deskops.ledger.reports.exporting import Format, ask_export
from deskops.ledger.reports.tables import table_of
from deskops.tills.plugs import day_sheet_sections
from deskops.tills.services import close_shift, count_blind, read_pos
from refunds.models import Refund, RefundTender
from refunds.services.credits import confirm_credit
from refunds.services.preparing import WayOut
from tests.factories.org import NOW, TODAY
from tests.factories.paying import PAYEE, make_mall, pay_back
from tests.factories.refunding import RICE, SCARF

# One day is made for all: tests look at it, or change it and are rolled back.
pytestmark = pytest.mark.django_db
yuan = Decimal
CLOSED = Refund.WayOut.TERMINAL_CLOSED
CODES = ["refunds", "returned_goods", "bank_credits"]
TOMORROW = NOW + timedelta(days=1)
MIXED = {"cash": "50.00", "bank_card": "19.44"}


@pytest.fixture(scope="module")
def refunded(django_db_setup, django_db_blocker):
    """A mixed refund over two floors, 50 in cash and 19.44 by bank card, and 41.66 on a card."""
    with django_db_blocker.unblock(), transaction.atomic():
        mall = make_mall()
        refund_both(mall)
        yield mall
        transaction.set_rollback(True)


@pytest.fixture
def day(refunded, db, settings):
    settings.LANGUAGE_CODE = "en"
    return deepcopy(refunded)


@pytest.fixture
def mall(db):
    """A store beside that of ``day``."""
    return make_mall("S3")


def refund_both(mall):
    pay_back(mall.approved(RICE, SCARF, days=3, paid=MIXED, number="1"), mall.clerk)
    card = mall.card()
    pay_back(
        mall.approved(RICE, paid={"stored_value": "41.66"}, number="2", cards={"stored_value": card}),
        mall.clerk,
    )


def asked(mall, **chosen: str) -> Asked:
    return Asked(mall.store, TODAY, TODAY, chosen)


def rows(mall, code: str, **chosen: str) -> list[dict]:
    table = table_of(reports.get(code), asked(mall, **chosen), by=mall.finance, at=TOMORROW)
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.cells()]


@pytest.mark.parametrize("code", CODES)
def test_each_agrees_with_the_accounts(day, code):
    compared = reports.get(code).compared(asked(day))
    assert compared
    assert [(one.label, one.difference) for one in compared if one.difference] == []
    assert any(one.report for one in compared)


def test_money_tender_by_tender(day):
    told = [(row["receipt"], row["out"], row["amount"], row["floors"]) for row in rows(day, "refunds")]
    assert told == [
        ("1", "Bank card", yuan("19.44"), "1F、B1"),
        ("1", "Cash", yuan("50.00"), "1F、B1"),
        ("2", "Stored-value card", yuan("41.66"), "B1"),
    ]


@pytest.mark.parametrize(
    ("chosen", "receipts"),
    [
        ({"tender": "cash"}, ["1"]),
        ({"floor": "、1F、"}, ["1", "1"]),
        ({"floor": "、B1、"}, ["1", "1", "2"]),
        ({"floor": "、F、"}, []),
        ({"reason": "unwanted"}, ["1", "1", "2"]),
        ({"reason": "quality"}, []),
        ({"clerk": "1001S1"}, ["1", "1", "2"]),
        ({"approver": "、FSS11F、"}, ["1", "1"]),
        ({"approver": "、S11F、"}, []),
        ({"exception": "card_cancelled"}, []),
    ],
)
def test_money_by_tender_floor_reason_clerk_approver(day, chosen, receipts):
    assert [row["receipt"] for row in rows(day, "refunds", **chosen)] == receipts


def test_goods_stand_at_their_floor(day):
    told = [(row["floor"], row["worth"], row["state"]) for row in rows(day, "returned_goods")]
    assert sorted(told) == [
        ("1F", yuan("27.78"), "waiting"),
        ("B1", yuan("41.66"), "waiting"),
        ("B1", yuan("41.66"), "waiting"),
    ]
    assert [row["worth"] for row in rows(day, "returned_goods", floor="1F")] == [yuan("27.78")]


def test_an_exception_is_marked_in_every_report(mall, settings):
    settings.LANGUAGE_CODE = "en"
    refund = mall.approved(
        RICE,
        days=20,
        paid={"bank_card": "41.66"},
        way_out=WayOut(["bank_card"], CLOSED, "已过十五日", **PAYEE),
    )
    pay_back(refund, mall.clerk)
    for code in ("refunds", "returned_goods"):
        assert [row["exception"] for row in rows(mall, code)] == [
            "exception：the terminal refuses after its days"
        ]
        assert len(rows(mall, code, exception="terminal_closed")) == 1
        assert [one.difference for one in reports.get(code).compared(asked(mall))] == [
            yuan(0) for _one in reports.get(code).compared(asked(mall))
        ]


def test_a_bank_refund_is_listed_until_its_credit_is_seen(day):
    (row,) = rows(day, "bank_credits")
    assert (row["amount"], row["card"], row["inquiry"]) == (yuan("19.44"), "4321", None)
    money = RefundTender.objects.get(out_tender__code="bank_card")
    confirm_credit(request_key=uuid4(), by=day.finance, now=TOMORROW, money_id=money.pk, how="银行流水")
    assert rows(day, "bank_credits") == []
    assert [one.difference for one in reports.get("bank_credits").compared(asked(day))] == [yuan(0)]


def test_nothing_of_another_store(day):
    other = make_mall("S2")
    assert [rows(other, code) for code in CODES] == [[], [], []]


def export(mall, code: str, form: Format) -> Job:
    return ask_export(
        request_key=uuid4(),
        report=reports.get(code),
        asked=asked(mall),
        form=form,
        by=mall.finance,
        now=TOMORROW,
    )


def made(mall, code: str, form: Format) -> bytes:
    job = perform(export(mall, code, form).pk)
    assert (job.state, job.error) == (Job.State.DONE, "")
    return read_file(job.result)


@pytest.fixture
def closed(day):
    """The day's till is closed."""
    close(day)
    return day


def close(mall):
    """The drawer is counted with what is in it, the POS's total is what the refunds made it."""
    shift, evening = mall.shift, NOW + timedelta(hours=8)
    back = RefundTender.objects.filter(out_tender__code="cash", state="done")
    pos = yuan("100.00") - sum(money.amount for money in back)
    counted = break_down(yuan("500.00") + pos)
    act = {"by": mall.clerk, "now": evening}
    shift = count_blind(shift=shift, pieces=counted, request_key=uuid4(), **act)
    shift = read_pos(shift=shift, total=pos, request_key=uuid4(), **act)
    return close_shift(shift=shift, takings=break_down(pos), reason="", request_key=uuid4(), **act)


def test_a_workbook_keeps_card_and_reference_numbers_as_text(closed):
    RefundTender.objects.filter(out_tender__code="bank_card").update(reference="000000000017")
    book = openpyxl.load_workbook(io.BytesIO(made(closed, "refunds", Format.XLSX)))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "000000000017" in cells
    assert "66" + "1".rjust(10, "0") in cells


def test_no_cell_starts_a_formula(closed):
    from refunds.models import PurchaseLine

    PurchaseLine.objects.update(name="=HYPERLINK(1)")
    text = made(closed, "refunds", Format.CSV).decode("utf-8-sig")
    goods = [cell for row in csv.reader(io.StringIO(text)) for cell in row if "HYPERLINK" in cell]
    assert len(goods) == 3
    assert {cell[:2] for cell in goods} == {"'="}


def test_the_same_file_when_asked_again_another_when_a_credit_was_seen(closed):
    first = perform(export(closed, "bank_credits", Format.CSV).pk)
    assert export(closed, "bank_credits", Format.CSV).result == first.result
    money = RefundTender.objects.get(out_tender__code="bank_card")
    confirm_credit(request_key=uuid4(), by=closed.finance, now=TOMORROW, money_id=money.pk, how="银行流水")
    again = perform(export(closed, "bank_credits", Format.CSV).pk)
    assert again.result != first.result


def test_the_day_sheet_counts_refunds_by_tender(day, django_assert_num_queries):
    section = next(one for one in day_sheet_sections if one.code == "refunds")
    with django_assert_num_queries(1):
        lines = section.lines(day.shift.till, TODAY)
    assert [(str(line.label), line.number, line.taken, line.paid) for line in lines] == [
        ("Cash", 1, yuan(0), yuan("50.00")),
        ("Stored-value card", 1, yuan(0), yuan("41.66")),
        ("Bank card", 1, yuan(0), yuan("19.44")),
    ]


def takings(mall) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in takings_lines(store=mall.store, business_date=TODAY):
        found.setdefault(line.section, []).append(line)
    return found


def test_takings_tell_refunds_by_tender_and_count_them_once(closed):
    parts = takings(closed)
    assert [(line.key, line.amount, line.quantity) for line in parts["refunds"]] == [
        ("cash", yuan("50.00"), 1),
        ("stored_value", yuan("41.66"), 1),
        ("bank_card", yuan("19.44"), 1),
    ]
    # The cash refund is in the POS's total as well: what is handed over is what was in the drawer.
    assert [line.amount for line in parts["cash"]] == [yuan("50.00")]
    net = {line.key: line.amount for line in parts["tenders"]}
    assert net["bank_card"] == yuan("-19.44")
    cards = {line.key: line.values for line in parts["cards"]}
    ((_number, figures),) = cards.items()
    assert (figures["sold"], figures["refunded"]) == (yuan("500.00"), yuan("41.66"))
    owed = {line.key: line.amount for line in parts["liability"]}
    assert (owed["refunded"], owed["closing"]) == (yuan("41.66"), yuan("541.66"))


def test_no_report_costs_more_for_more_rows(day, django_assert_max_num_queries):
    for code in CODES:
        with django_assert_max_num_queries(7):
            rows(day, code)
            reports.get(code).compared(asked(day))
