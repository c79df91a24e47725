"""In Chromium, by keyboard alone: a complaint with a refund inside; an enquiry promised twice."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from complaints.models import Complaint, Enquiry, Step
from complaints.promises import PROMISE
from deskops.clocks.models import Target
from deskops.core.calendar import SHANGHAI
from gifts.models import GiftIssue
from refunds.models import Refund
from tests.factories.complaints import Office, decide_plan, make_office, promise_gift
from tests.factories.gifts import make_gift_desk
from tests.factories.refunds import make_receipt
from tests.support.browser import sign_in
from tests.support.keyboard import tab_to

pytestmark = pytest.mark.browser
NUMBER = "40186554202"


@pytest.fixture
def office(live_server, transactional_db) -> Office:
    return make_office()


def fill(page: Page, **boxes: str) -> None:
    """Fill boxes by their names, in their order, each reached by Tab; “↓2” goes down in a list."""
    for name, text in boxes.items():
        tab_to(page, f"main [name={name}]")
        if text == " ":
            page.keyboard.press("Space")
        elif text.startswith("↓"):
            for _down in range(int(text[1:])):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(text)


def send(page: Page) -> None:
    """Press the main button, reached by Tab."""
    tab_to(page, "main form.panel button.primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, key: str) -> None:
    """A single key outside the boxes, and the page that answers."""
    if page.evaluate("document.activeElement.matches('input, textarea, select')"):
        page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_complaint_from_registration_to_follow_up_with_a_refund_inside(page, office):
    make_receipt(office.store, number=NUMBER, bought_at=timezone.now() - timedelta(days=1))
    sign_in(page, office.clerk.number)
    press(page, "8")
    fill(page, name="王䶮", telephone="13800138000", receipt=NUMBER, what="外套开线", demand="退货")
    send(page)
    case = Complaint.objects.get()
    fill(page, grounds=" ", reasonable=" ", words="属实")
    send(page)
    press(page, "k")
    fill(page, words="已告知受理")
    send(page)
    fill(page, department="↓2", cause="↓1", words="专柜确认缝线问题")
    send(page)
    fill(page, result="↓1", words="原款退货")
    send(page)
    fill(page, plan=" ")
    send(page)
    decide_plan(case, office.manager, timezone.now())
    page.reload()
    fill(page, words="同意退货", agrees=" ")
    send(page)
    press(page, "r")
    send(page)
    refund = Refund.objects.get()
    page.wait_for_url(f"**/refunds/{refund.pk}/")
    expect(page.locator(".head")).to_contain_text(case.document.number)
    page.goto(f"/complaints/{case.document_id}/")
    fill(page, words="退款已办理")
    send(page)
    expect(page.locator(".outcome")).to_contain_text("原款退货")
    page.keyboard.press("o")
    expect(page.locator("[name=signed_on_paper]")).to_be_checked()
    send(page)
    sign_in(page, office.second.number)
    page.goto(f"/complaints/{case.document_id}/")
    fill(page, words="回访满意", satisfaction="↓2")
    send(page)
    case.refresh_from_db()
    assert (case.state, case.satisfaction, case.followed_by) == ("followed", "satisfied", office.second)
    assert Step.objects.filter(document=case.document, by=office.second).count() == 1


def test_a_gift_that_the_plan_promises_is_given_from_the_case(page, office):
    desk = make_gift_desk(store=office.store)
    case = promise_gift(office, now=timezone.now() - timedelta(hours=2))
    sign_in(page, office.clerk.number)
    page.goto(f"/complaints/{case.document_id}/")
    press(page, "g")
    expect(page.locator(f"[name=pieces_{desk.cup.pk}]")).to_be_focused()
    page.keyboard.type("1")
    send(page)
    expect(page.locator("main .note")).to_contain_text(case.document.number)
    page.keyboard.press("o")
    expect(page.locator("[name=signed_on_paper]")).to_be_checked()
    send(page)
    issue = GiftIssue.objects.get(document__origin=case.document)
    page.wait_for_url(f"**/gifts/issues/{issue.pk}/")
    page.locator("aside a", has_text=case.document.number).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/complaints/{case.document_id}/")
    expect(page.locator("aside")).to_contain_text(issue.document.number)


def test_an_enquiry_passed_on_and_promised_twice(page, office):
    sign_in(page, office.clerk.number)
    press(page, "9")
    fill(page, name="李女士", telephone="13912345678", question="冰箱何时送到")
    send(page)
    enquiry = Enquiry.objects.get()
    press(page, "d")
    fill(page, department="↓9", words="配送组小李")
    send(page)
    for days in (1, 2):
        press(page, "m")
        until = (timezone.now() + timedelta(days=days)).astimezone(SHANGHAI)
        fill(page, words="还需一天")
        page.locator("[name=until]").fill(f"{until:%Y-%m-%dT%H:%M}")
        send(page)
    first, second = Target.objects.filter(document=enquiry.document, policy__code=PROMISE).order_by("pk")
    assert (first.met_at, first.dropped_at is None, second.dropped_at) == (None, False, None)
    expect(page.locator(".clocks > li")).to_have_count(3)
    fill(page, words="明天上午送到")
    send(page)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.department) == ("answered", "warehouse")
