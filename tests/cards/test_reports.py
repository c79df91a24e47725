"""Finance's reports: equal to the accounts, bounded, and the same file when asked again."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from cards.services import redeem
from cards.takings.liability import liability
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.files import read_file
from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.core.refusals import Refused
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, reports
from deskops.ledger.reports.exporting import Format, ask_export
from deskops.ledger.reports.tables import table_of
from deskops.org.models import Role
from members.models import Member
from tests.factories.cards import stored_number
from tests.factories.org import make_staff
from tests.factories.takings import TOMORROW, close, trade
from tests.factories.tills import DAY, make_desk

yuan = Decimal
CODES = ["liability", "takings", "differences", "fees", "journal", "cards"]
OF_GROUPS = ["group_bonuses"]
OF_CASHBACK = ["cashback", "cashback_paid"]
OF_GIFTS = ["gifts"]
OF_REFUNDS = ["refunds", "returned_goods", "bank_credits", "bank_lines"]


@pytest.fixture
def day(counter):
    """A day that is over: one yuan short, 700 in cash, 400 otherwise, 120 spent; the holder is a formula."""
    Member.objects.filter(pk=counter.member.pk).update(name="=1+1")
    trade(counter)
    close(counter, counted="1199.00", takings="699.00", reason="=HYPERLINK(少1元)")
    return counter


@pytest.fixture
def as_finance(client, counter, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TOMORROW)
    client.force_login(counter.desk.finance, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(counter, **chosen: str) -> Asked:
    return Asked(counter.store, DAY, DAY, chosen)


def cells(counter, code: str, **chosen: str) -> list[dict]:
    table = table_of(reports.get(code), asked(counter, **chosen), by=counter.clerk, at=TOMORROW)
    return [dict(zip([c.key for c in table.columns], row, strict=True)) for row in table.cells()]


def ask(counter, code: str, form: Format = Format.XLSX, *, now=TOMORROW, **chosen: str) -> Job:
    return ask_export(
        request_key=uuid4(),
        report=reports.get(code),
        asked=asked(counter, **chosen),
        form=form,
        by=counter.desk.finance,
        now=now,
    )


def made(counter, code: str, form: Format) -> bytes:
    job = perform(ask(counter, code, form).pk)
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert job.result is not None
    return read_file(job.result)


def test_every_report_there_is(db):
    assert sorted(report.code for report in reports) == sorted(
        [*CODES, *OF_GROUPS, *OF_CASHBACK, *OF_GIFTS, *OF_REFUNDS]
    )


@pytest.mark.parametrize("code", CODES)
def test_each_agrees_with_the_accounts(day, code):
    compared = reports.get(code).compared(asked(day))
    assert compared
    assert [one for one in compared if one.difference] == []


def test_liability_goes_from_opening_to_closing(day):
    (row,) = cells(day, "liability")
    figures = [row[key] for key in ("opening", "sold", "redeemed", "refunded", "paid_out", "closing")]
    assert figures == [yuan(0), yuan(1100), yuan(120), yuan(0), yuan(0), yuan(980)]
    assert liability(day.store, DAY, DAY).closing == row["closing"]


def test_liability_follows_from_day_to_day(day):
    here = {"by": day.desk.second, "store": day.store, "now": TOMORROW}
    redeem(request_key=uuid4(), number=stored_number(1), amount=yuan(80), **here)
    span = Asked(day.store, DAY - timedelta(days=3), DAY + timedelta(days=3))
    table = table_of(reports.get("liability"), span, by=day.clerk, at=TOMORROW)
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.cells()]
    assert [(row["no"], row["opening"], row["closing"]) for row in rows] == [
        (1, yuan(0), yuan(980)),
        (2, yuan(980), yuan(900)),
    ]
    assert [one for one in reports.get("liability").compared(span) if one.difference] == []


def test_takings_by_tender_clerk_and_till(day):
    rows = cells(day, "takings")
    assert [(row["clerk"], row["till"], row["number"], row["net"]) for row in rows] == [
        ("1001S1 王芳", "A1", 2, yuan(700)),
        ("1001S1 王芳", "A1", 1, yuan(100)),
        ("1001S1 王芳", "", 1, yuan(300)),
    ]
    assert [row["net"] for row in cells(day, "takings", tender="bank_transfer")] == [yuan(300)]
    assert cells(day, "takings", clerk="1002S1") == []


def test_over_and_short(day):
    (row,) = cells(day, "differences")
    assert (row["amount"], row["till"], row["approver"]) == (yuan(-1), "A1", None)


def test_card_transactions_name_no_whole_name_and_no_id(day):
    rows = cells(day, "cards")
    assert [row["amount"] for row in rows] == [yuan(500), yuan(200), yuan(300), yuan(100), yuan(-120)]
    assert {row["member"] for row in rows} == {"=***"}
    assert [row["slip"] for row in rows] == ["", "", "", "000123", ""]
    assert [row["counter"] for row in rows] == ["", "", "张三", "", None]
    assert [row["card"] for row in rows] == ["660000000001"] * 5


def test_the_workbook_is_the_ledger_to_the_cent(day):
    book = openpyxl.load_workbook(io.BytesIO(made(day, "journal", Format.XLSX)))
    header, *rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == Entry.objects.filter(store=day.store).count()
    at = list(header).index
    debit, credit = (sum((yuan(str(row[at(title)] or 0)) for row in rows), yuan(0)) for title in header[8:10])
    books = sum((entry.amount for entry in Entry.objects.filter(store=day.store, amount__gt=0)), yuan(0))
    assert (debit, credit) == (books, books)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


def test_no_cell_is_a_formula(day):
    for code in ("cards", "differences"):
        text = made(day, code, Format.CSV).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell[:1] in ("=", "+", "@")] == []
        book = openpyxl.load_workbook(io.BytesIO(made(day, code, Format.XLSX)))
        assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d"}
    assert "'=***" in made(day, "cards", Format.CSV).decode()
    assert "'=HYPERLINK" in made(day, "differences", Format.CSV).decode()


def test_csv_and_xlsx_hold_the_same_rows(day):
    text = made(day, "cards", Format.CSV).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(made(day, "cards", Format.XLSX)))
    lines = list(csv.reader(io.StringIO(text)))
    sheet = list(book.worksheets[0].iter_rows(values_only=True))
    assert list(sheet[0]) == lines[0]
    at = lines[0].index
    amounts = [at(title) for title in lines[0][9:13]]
    assert [[yuan(row[i]) for i in amounts] for row in lines[1:]] == [
        [yuan(str(row[i])).quantize(yuan("0.01")) for i in amounts] for row in sheet[1:]
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_report_becomes_a_csv_with_the_rows_of_its_page(day, code):
    lines = list(csv.reader(io.StringIO(made(day, code, Format.CSV).decode("utf-8-sig"))))
    assert len(lines) - 1 == len(cells(day, code))


def test_asked_again_the_same_file(day):
    first = perform(ask(day, "cards").pk)
    again = ask(day, "cards")
    assert again.result is not None
    assert (again.pk, again.result.sha256) == (first.pk, first.outcome["sha256"])
    assert ask(day, "cards", clerk="1001S1").pk != first.pk
    assert ask(day, "cards", Format.CSV).pk != first.pk
    assert ProcrastinateJob.objects.filter(task_name="core.run_job").count() == 3


def test_another_decision_makes_another_file(day):
    first = ask(day, "differences")
    decide(
        request_key=uuid4(),
        approval_id=Approval.objects.get(step=1).pk,
        by=day.desk.supervisor,
        decision=Decision.APPROVED,
        note="",
        now=TOMORROW,
    )
    assert ask(day, "differences").pk != first.pk
    (row,) = cells(day, "differences")
    assert row["approver"] == "1101S1 赵敏"


def test_open_dates_are_refused(counter):
    trade(counter)
    with pytest.raises(Refused) as refused:
        ask(counter, "cards", now=counter.here["now"])
    assert refused.value.code == "date_open"
    with pytest.raises(Refused) as refused:
        ask(counter, "cards")
    assert refused.value.code == "date_open"
    assert "A1 号台 2026-11-20" in str(refused.value.message)
    assert not Job.objects.exists()


@pytest.mark.parametrize("code", CODES)
def test_a_page_in_few_queries(day, as_finance, code, django_assert_max_num_queries):
    url = reverse("finance:report", args=[code]) + f"?first={DAY}&last={DAY}"
    as_finance.get(url)
    with django_assert_max_num_queries(15):
        page = as_finance.get(url)
    assert page.status_code == 200
    assert [one for one in page.context["compared"] if one.difference] == []


def test_a_file_is_asked_for_on_the_page(day, as_finance):
    url = reverse("finance:report", args=["cards"])
    here = f"{url}?first={DAY}&last={DAY}"
    asked = as_finance.post(here, {"request_key": uuid4(), "form": "csv"})
    job = Job.objects.get()
    assert asked.headers["Location"] == reverse("job", args=[job.pk])
    perform(job.pk)
    file = as_finance.get(reverse("job_result", args=[job.pk]))
    assert b"".join(file.streaming_content).startswith(b"\xef\xbb\xbf")
    today = as_finance.post(
        f"{url}?first={DAY}&last={DAY + timedelta(days=1)}", {"form": "csv", "request_key": uuid4()}
    )
    assert today.status_code == 422
    assert as_finance.get(reverse("finance:reports")).context["files"].count() == 1


def test_dates_are_bounded(as_finance):
    url = reverse("finance:report", args=["journal"])
    page = as_finance.get(f"{url}?first=2026-01-01&last=2026-11-20")
    assert page.context["ask"].errors.keys() == {"last"}
    assert "columns" not in page.context
    assert as_finance.get(reverse("finance:report", args=["nothing"])).status_code == 404


def test_other_stores_and_roles(day, as_finance, client):
    other = make_desk("S2")
    job = perform(ask(day, "cards").pk)
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(other.finance, backend=backend)
    assert client.get(reverse("job_result", args=[job.pk])).status_code == 404
    url = f"{reverse('finance:report', args=['journal'])}?first={DAY}&last={DAY}"
    assert client.get(url).context["rows"] == []
    client.force_login(day.clerk, backend=backend)
    assert client.get(url).status_code == 403
    auditor = make_staff("9001S1", Role.AUDITOR, store=day.store)
    client.force_login(auditor, backend=backend)
    assert client.get(url).status_code == 200
    assert client.post(url, {"form": "csv", "request_key": uuid4()}).status_code == 403


def test_takings_by_day_for_desk_and_finance(day, as_finance, client, django_assert_max_num_queries):
    url = reverse("cards:takings")
    as_finance.get(url)
    with django_assert_max_num_queries(15):
        page = as_finance.get(url)
    assert [(one.on, one.handoff) for one, _tone in page.context["days"]] == [(DAY, None)]
    assert as_finance.post(url, {"business_date": DAY, "request_key": uuid4()}).status_code == 403
    client.force_login(day.clerk, backend="django.contrib.auth.backends.ModelBackend")
    asked = client.post(url, {"business_date": DAY, "request_key": uuid4()})
    assert asked.status_code == 302
    assert client.get(asked.headers["Location"]).status_code == 200
    again = client.post(url, {"business_date": DAY, "request_key": uuid4()})
    assert (again.status_code, again.context["form"].refused.code) == (422, "handoff_exists")
