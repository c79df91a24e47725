"""Finance takes in the bank's file and settles the line that matched nothing, by keyboard."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskops.core.jobs import perform
from deskops.core.models import Job
from refunds.models import BankLine
from tests.factories.refunds import bank_refund
from tests.factories.tills import make_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "门店,流水号,原参考号,原交易日期,金额,清算日期"


@pytest.fixture
def finance(page: Page, live_server, settings):
    settings.SECOND_FACTOR = False
    desk = make_desk()
    now = timezone.now()
    bought = now.date() - timedelta(days=3)
    for number, reference in (("1", "112233445566"), ("2", "112233445577")):
        money = bank_refund(desk.store, by=desk.clerk, number=number, now=now - timedelta(days=1))
        money.reference, money.trade_date = reference, bought
        money.save()
    client = Client()
    client.force_login(desk.finance, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[django_session()].value
    page.context.add_cookies([{"name": django_session(), "value": session, "url": str(live_server)}])
    rows = [
        f"S1,900{n},{ref},{bought},100.00,{now.date()}"
        for n, ref in ((1, "112233445566"), (2, "112233445578"))
    ]
    return page, "\n".join([HEAD, *rows]).encode("gb18030")


def django_session() -> str:
    return settings.SESSION_COOKIE_NAME


def test_a_file_is_taken_in_and_one_line_settled(finance, live_server):
    page, content = finance
    page.goto(f"{live_server}/refunds/bank/")
    page.keyboard.press("n")
    page.locator("input[type=file]").set_input_files(
        {"name": "银联.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="预览").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    looked = Job.objects.get()
    perform(looked.pk)
    page.goto(f"{live_server}/imports/{looked.pk}/take/")
    page.locator("main form button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    perform(Job.objects.latest("pk").pk)
    page.goto(f"{live_server}/refunds/bank/")
    expect(page.get_by_role("link", name="112233445578")).to_be_visible()
    assert page.get_by_role("link", name="112233445566").count() == 0
    page.get_by_role("link", name="112233445578").focus()
    page.keyboard.press("Enter")
    page.locator("main input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("slip misread by one digit")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    states = dict(BankLine.objects.values_list("serial", "state"))
    assert states == {"9001": "matched", "9002": "settled"}
    line = BankLine.objects.get(serial="9002")
    assert line.money is not None
    assert line.money.confirmed_at is not None
