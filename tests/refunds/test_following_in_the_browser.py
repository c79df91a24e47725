"""In Chromium, by keyboard: a customer disputes the bank's credit, and the supervisor settles a mismatch."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from refunds.models import BankInquiry, Purchase
from tests.factories.refunds import bank_refund, make_purchase, make_receipt, make_refund
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser


def record(page, field: str, words: str) -> None:
    """Write down the next step and go on with Enter."""
    page.locator(f"#id_{field}").focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    page.wait_for_load_state()


def test_from_the_dispute_to_the_answer(page, live_server, desk):
    money = bank_refund(desk.store, by=desk.clerk)
    sign_in(page, desk.clerk.number)
    page.goto(reverse("refunds:credits"))
    page.locator(f"a[href='{reverse('refunds:new_inquiry', args=[money.pk])}']").press("Enter")
    page.locator("#id_claim").focus()
    page.keyboard.type("只到账五十元")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.keyboard.type("13800138000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refunds/inquiries/*/")
    record(page, "contact", "银联客服 95516")
    record(page, "reply", "分两笔到账，第二笔明日")
    record(page, "answer", "已电话告知，顾客认可")
    assert BankInquiry.objects.get().state == BankInquiry.State.ANSWERED


def test_the_supervisor_settles_what_the_file_tells_otherwise(page, live_server, desk):
    receipt = make_receipt(desk.store, paid={"cash": "150.00", "wechat": "50.00"})
    words = "Cash: on the paper 200.00, in the file 150.00；WeChat Pay: on the paper 0.00, in the file 50.00"
    purchase = make_purchase(
        desk.store, by=desk.clerk, typed=True, state="mismatch", receipt_id=receipt.pk, mismatch=words
    )
    make_refund(purchase, by=desk.clerk)
    sign_in(page, desk.supervisor.number)
    page.locator(f"a[href='{reverse('refunds:purchase', args=[purchase.pk])}']").press("Enter")
    page.wait_for_url(f"**/refunds/purchases/{purchase.pk}/")
    expect(page.locator("main")).to_contain_text("in the file 150.00")
    page.locator("#id_how").focus()
    page.keyboard.type("收银录入有误，已补单")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refunds/purchases/")
    assert Purchase.objects.get().state == Purchase.State.SETTLED
