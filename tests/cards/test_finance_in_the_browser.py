"""In Chromium, by keyboard: finance compares a day's takings, disputes a line, the desk settles, finance
signs with its receipt and takes the day's transfers home as a workbook that agrees with the ledger.
"""

import io
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import expect

from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.handoffs.models import Handoff, State
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.proofs import prove_books
from deskops.ledger.services import account_for
from tests.factories.handoffs import PNG
from tests.factories.takings import close, handed_over, trade
from tests.factories.tills import DAY
from tests.support.browser import sign_in, step_out

pytestmark = pytest.mark.browser


@pytest.fixture
def takings(live_server, counter):
    """700 in cash, 300 transferred and 100 by bank card, signed by the desk."""
    trade(counter)
    close(counter)
    return handed_over(counter)


def test_takings_disputed_settled_received_and_downloaded(page, counter, takings):
    finance, paper = counter.desk.finance.number, f"/handoffs/{takings.pk}/"
    sign_in(page, finance)
    step_out(page)
    page.locator(f"a[href='{paper}']").first.press("Enter")
    page.wait_for_url(f"**{paper}")
    page.locator("#line-1 input[name=amount]").focus()
    page.keyboard.type("699")
    page.keyboard.press("Enter")
    expect(page.locator("#line-1")).to_have_class("is-different")
    page.locator("#line-1 input[name=reason]").focus()
    page.keyboard.type("少一元")
    page.keyboard.press("Enter")
    expect(page.locator("#foot")).to_contain_text("−1.00")
    page.locator("#foot button[data-key=d]").press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    assert Handoff.objects.get(pk=takings.pk).state == State.DISPUTED

    sign_in(page, counter.clerk.number)
    page.goto(paper)
    page.locator("#id_how_1").focus()
    page.keyboard.type("清点有误，按实收")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()

    sign_in(page, finance)
    page.goto(paper)
    page.locator("[name=receipt_image]").set_input_files(
        {"name": "收据.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.locator("[name=receipt_number]").focus()
    page.keyboard.type("SJ-2026-001")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    received = Handoff.objects.get(pk=takings.pk)
    assert (received.state, received.receipt_number) == (State.RECEIVED, "SJ-2026-001")
    assert account_for(AccountKind.FINANCE_CASH, counter.store).amount == Decimal("699.00")
    assert [line.code for line in prove_books() if line.differences] == []

    page.goto(f"/finance/reports/journal/?first={DAY}&last={DAY}")
    page.keyboard.press("x")
    page.wait_for_url("**/jobs/*/")
    perform(Job.objects.get().pk)
    page.reload()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    agrees_with_the_ledger(download.value.path().read_bytes(), counter)


def agrees_with_the_ledger(content: bytes, counter) -> None:
    """Every entry of the day is a row; debits and credits add up to the books' to the cent."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    entries = Entry.objects.filter(store=counter.store, business_date=DAY)
    debit, credit = (
        sum((Decimal(str(row[at] or 0)) for row in rows), Decimal(0)).quantize(Decimal("0.01"))
        for at in (8, 9)
    )
    books = sum((entry.amount for entry in entries if entry.amount > 0), Decimal(0))
    assert (len(rows), debit, credit) == (entries.count(), books, books)
    assert len(header) == len(set(header))
