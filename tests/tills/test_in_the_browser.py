"""In Chromium, by keyboard alone: a drawer opened, counted blind, one yuan over, closed, handed over."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskops.tills.models import Shift
from deskops.tills.services import make_till
from tests.factories.org import PASSWORD
from tests.factories.tills import make_desk, stock_till
from tests.support.browser import sign_in, step_out

pytestmark = pytest.mark.browser


def count(page: Page, **faces: int) -> None:
    """Type pieces from the largest face down: Enter moves on, after the last it stands on the button."""
    expect(page.locator("#id_face_100")).to_be_focused()
    for face in ("100", "50", "20", "10", "5", "1", "0_5", "0_1"):
        if number := faces.get(f"f{face}"):
            page.keyboard.type(str(number))
        page.keyboard.press("Enter")


def approve_here(page: Page, number: str) -> None:
    """On the clerk's screen somebody else decides the shift's difference."""
    shift = Shift.objects.get()
    difference = shift.differences.get()
    page.goto(f"/tills/shifts/{shift.pk}/")
    page.locator("a[href*='/differences/']").press("Enter")
    page.wait_for_url(f"**/tills/differences/{difference.pk}/")
    page.keyboard.press("c")
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=number]").fill(number)
    dialog.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text(difference.document.number)


def test_a_shift_by_keyboard_alone(page, live_server):
    desk = make_desk()
    till = make_till(store=desk.store, code="A1", name="一号台", float_amount=Decimal(200))
    stock_till(till, Decimal("200.00"), desk.clerk, desk.store.business_date(timezone.now()))
    sign_in(page, desk.clerk.number)
    step_out(page)
    page.keyboard.press("0")
    page.wait_for_url("**/tills/")
    page.keyboard.press("o")
    count(page, f100=1, f50=2)
    expect(page.locator("[data-sum]")).to_have_text("200.00")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tills/shifts/*/")

    page.keyboard.press("c")
    page.wait_for_url("**/count/")
    count(page, f100=3, f1=1)
    expect(page.locator("[data-sum]")).to_have_text("301.00")
    page.keyboard.press("Enter")

    page.wait_for_url("**/pos/")
    assert "301.00" not in page.content()
    expect(page.locator("#id_total")).to_be_focused()
    page.keyboard.type("100")
    page.keyboard.press("Enter")

    page.wait_for_url("**/close/")
    expect(page.locator(".facts .sum")).to_have_text("1.00")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("顾客未取零钱")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tills/shifts/*/")
    shift = Shift.objects.get()
    assert (shift.state, shift.difference, shift.taken_out, shift.left) == ("closed", 1, 101, 200)

    approve_here(page, desk.supervisor.number)
    approve_here(page, desk.finance.number)
    assert shift.differences.get().state == "approved"

    page.goto(f"/tills/shifts/{shift.pk}/")
    page.keyboard.press("h")
    page.wait_for_url("**/hand-over/")
    count(page, f100=2)
    page.locator("#id_number").focus()
    page.keyboard.type(desk.second.number)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tills/shifts/*/")
    following = Shift.objects.get(came_from=shift)
    assert (following.clerk, following.opening) == (desk.second, Decimal(200))
