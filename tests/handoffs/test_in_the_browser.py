"""In Chromium, by keyboard: finance compares, disputes a line, the desk settles, finance signs."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from deskops.handoffs.kinds import Line
from deskops.handoffs.models import Handoff, State
from tests.factories.handoffs import LINES
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR = False


def test_compared_disputed_settled_and_signed_with_the_keyboard(desk, page, live_server):
    made = desk.sent("t_count", [*LINES, Line("wx", "微信", Decimal("1280.00"), section="tenders")])
    sign_in(page, desk.finance.number)
    page.goto(f"/handoffs/{made.pk}/")
    page.locator("#line-1 input[name=amount]").focus()
    page.keyboard.type("18500")
    page.keyboard.press("Enter")
    expect(page.locator("#line-1")).to_have_class("is-different")
    page.keyboard.press("=")
    expect(page.locator("#line-2")).to_have_count(0)
    expect(page.locator("#line-4 input[name=amount]")).to_be_focused()
    page.keyboard.press("=")
    expect(page.locator("#line-4")).to_have_count(0)
    expect(page.locator("#foot")).to_contain_text("−100.00")
    page.locator("#line-1 input[name=reason]").fill("少一张百元")
    page.locator("#foot button[data-key=d]").click()
    expect(page.locator(".messages")).to_be_visible()
    assert Handoff.objects.get(pk=made.pk).state == State.DISPUTED
    sign_in(page, desk.clerk.number)
    page.goto(f"/handoffs/{made.pk}/")
    page.locator("#id_how_1").fill("清点有误, 按实收")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_be_visible()
    sign_in(page, desk.finance.number)
    page.goto(f"/handoffs/{made.pk}/")
    page.keyboard.press("s")
    expect(page.locator(".messages")).to_be_visible()
    done = Handoff.objects.get(pk=made.pk)
    assert (done.state, done.final_amount) == (State.RECEIVED, Decimal("20200.50"))
    page.goto("/handoffs/?box=all")
