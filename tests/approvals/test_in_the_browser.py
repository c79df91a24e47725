"""In Chromium: a supervisor approves on a phone, another decides on the clerk's screen."""

import re

import pytest
from playwright.sync_api import expect

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import Asked
from deskops.approvals.terms import Evidence, Terms
from deskops.org.models import Role
from tests.factories.org import PASSWORD
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser
TERMS = Terms(
    what="退货 2 件: 电饭煲, 毛巾",
    amount=None,
    whose="王芳 S00381-03 · 138****1024",
    why="电饭煲不加热, 顾客要求退款",
    rule="7 天内凭小票可退 (门店退换货规定 第 3 条)",
    evidence=(Evidence("小票", "40186554202 · 2026-11-18"),),
)


@pytest.fixture
def _no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.mark.usefixtures("_no_second_factor")
def test_on_a_phone_one_card_after_the_other(mall, page, live_server):
    rows = [mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1)], terms=TERMS)[1][0] for _n in range(2)]
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "2001")
    page.goto("/approvals/")
    approve = page.locator("[data-key=a]")
    box = approve.bounding_box()
    assert box["width"] >= 150
    assert box["y"] + box["height"] <= 844  # at hand without scrolling
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    approve.click()
    page.wait_for_url(re.compile(r"approvals/\?at="))
    page.locator("[data-opens=reject]").click()
    page.locator("#id_reject_note").fill("缺吊牌")
    page.locator("#reject button[type=submit]").click()
    expect(page.locator(".empty")).to_be_visible()
    assert [r.decision for r in Approval.objects.order_by("pk")] == ["approved", "rejected"]
    assert Approval.objects.get(pk=rows[1].pk).note == "缺吊牌"


@pytest.mark.usefixtures("_no_second_factor")
def test_at_the_counter_with_the_keyboard_alone(mall, page, live_server):
    row = mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1)], terms=TERMS)[1][0]
    sign_in(page, "1001")
    page.goto(f"/approvals/{row.pk}/")
    page.keyboard.press("c")
    dialog = page.locator(f"#counter-{row.pk}")
    dialog.locator("input[name=number]").fill("2001")
    dialog.locator("input[name=password]").fill("wrong password")
    page.keyboard.press("Enter")
    expect(dialog.locator("[data-refused=not_identified]")).to_be_visible()
    expect(dialog.locator("input[name=number]")).to_have_value("2001")
    dialog.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("TS-S1-261121-0001")
    row.refresh_from_db()
    assert (row.decision, row.decided_by, row.counter_of) == (
        Decision.APPROVED,
        mall.floor_b1,
        mall.clerk,
    )
    expect(page.locator(".bar-end")).to_contain_text("clerk")
