"""In Chromium, by keyboard and a fast scanner: gifts drawn, issued, refunded, counted blind, corrected."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.handoffs.models import Handoff
from gifts.models import GiftCount, GiftIssue, Movement, Place, Reclaim
from refunds.models import Refund
from tests.factories.gifts import GiftDesk, make_gift_desk
from tests.factories.org import PASSWORD
from tests.factories.paying import make_mall, pay_back
from tests.factories.refunding import approve, make_receipt
from tests.support.browser import scan, sign_in, step_out
from tests.support.keyboard import enter, find_all_and_sign, press, tab_to, type_in

pytestmark = pytest.mark.browser

COAT = ("羊绒大衣", "1F", "1", "250.00")


@pytest.fixture
def mall(live_server, transactional_db):
    return make_mall(now=timezone.now())


@pytest.fixture
def desk(mall) -> GiftDesk:
    return make_gift_desk(store=mall.store, pieces=0)


def send_cups(page, pieces: int) -> None:
    """The first row of gifts filled, the form sent."""
    tab_to(page, "[name=gift-0-item]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=gift-0-quantity]")
    page.keyboard.type(str(pieces))
    tab_to(page, "main form button.primary")
    enter(page)


def test_a_gift_is_drawn_issued_refunded_counted_blind_and_corrected(page, mall, desk):
    campaign = desk.campaign
    today = mall.store.business_date(timezone.now())
    campaign.starts, campaign.ends = today, today
    campaign.save(update_fields=["starts", "ends"])
    receipt = make_receipt(mall.store, COAT, bought_at=timezone.now())

    # From the supplier into the warehouse, by its keeper.
    sign_in(page, desk.keeper.number)
    page.goto("/gifts/arrive/")
    tab_to(page, "[name=supplier]")
    page.keyboard.type("德州百货批发")
    send_cups(page, 20)
    assert desk.stock(Place.Kind.WAREHOUSE) == 20

    # Drawn from the warehouse: the desk drafts, the warehouse signs, the desk looks at each line and signs.
    sign_in(page, mall.clerk.number)
    page.goto("/gifts/draw/")
    send_cups(page, 10)
    handoff = Handoff.objects.get(kind="gift_draw")
    sign_in(page, desk.keeper.number)
    page.goto(f"/handoffs/{handoff.pk}/")
    press(page, "s")
    sign_in(page, mall.clerk.number)
    page.goto(f"/handoffs/{handoff.pk}/")
    find_all_and_sign(page)
    assert desk.stock(Place.Kind.WAREHOUSE) == 10
    assert desk.stock() == 10

    # Issued: key 6, the receipt scanned, one cup, telephone, the text read, signed on paper.
    page.goto("/")
    step_out(page)
    page.keyboard.press("6")
    page.wait_for_url("**/gifts/issue/")
    with page.expect_navigation():
        scan(page, receipt.number)
    expect(page.locator("main")).to_contain_text("满额赠")
    tab_to(page, "[name=name]")
    page.keyboard.type("王䶮")
    tab_to(page, "[name=telephone]")
    enter(page, "13800138000")
    expect(page.locator("main .note")).to_contain_text("本人已领取")
    tab_to(page, "[name=signed_on_paper]")
    page.keyboard.press("Space")
    enter(page)
    page.wait_for_url("**/gifts/issue/?done=*")
    assert GiftIssue.objects.get().name == "王䶮"
    assert desk.stock() == 9
    with page.expect_navigation():
        scan(page, receipt.number)  # the loop is open; the receipt is used
    expect(page.locator("aside")).to_contain_text("已领")

    # Refunded: the customer brought the cup.
    page.goto("/refunds/new/")
    enter(page, receipt.number)
    enter(page)
    type_in(page, "1")
    line = GiftIssue.objects.get().lines.get()
    tab_to(page, f"[name=gift_{line.pk}]")
    page.keyboard.type("1")
    tab_to(page, "[name=reason]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=condition]")
    page.keyboard.press("Space")
    enter(page)
    enter(page)
    enter(page)
    refund = Refund.objects.get()
    assert (refund.state, refund.deduction) == ("asked", 0)
    approve(refund, mall.floors, now=timezone.now())
    pay_back(refund, mall.clerk, timezone.now())
    assert (desk.stock(), Reclaim.objects.get().state) == (10, "done")

    # Counted blind: nine are there; the witness signs with number and password.
    page.goto("/gifts/counts/new/")
    with page.expect_navigation():
        tab_to(page, "main form button.primary")
        page.keyboard.press("Enter")
    enter(page)
    assert not re.search(r"\b10\b", page.locator("main form table").inner_text())
    type_in(page, "9")
    page.keyboard.press("Enter")  # to the button
    enter(page)
    tab_to(page, "[name=signed_on_paper]")
    page.keyboard.press("Space")
    tab_to(page, "[name=number]")
    page.keyboard.type(desk.keeper.number)
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    tab_to(page, "form[action$='/close/'] button.primary")
    enter(page)
    expect(page.locator("td.is-different")).to_have_text("-1")
    tab_to(page, "[name=how]")
    page.keyboard.type("样品未登记")
    tab_to(page, "form[action$='/ask/'] button.primary")
    enter(page)
    count = GiftCount.objects.get()
    assert count.state == "asked"
    for one in Approval.objects.filter(document=count.document).order_by("step"):
        by = desk.supervisor if one.role == "desk_supervisor" else desk.finance
        decide(request_key=uuid4(), approval_id=one.pk, by=by, decision=Decision.APPROVED, now=timezone.now())
    page.reload()
    expect(page.locator(".head .badge")).to_contain_text("已完成")
    assert (desk.stock(), Movement.objects.get(kind="counted").change) == (9, -1)
