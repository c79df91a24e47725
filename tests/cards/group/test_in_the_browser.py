"""In Chromium, by keyboard: a group order from the application to the granted bonus, and one cancelled."""

import re
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from cards.group.queries import held_for
from cards.models import GroupOrder, StoredValue, Stretch
from deskops.approvals.models import Approval
from deskops.handoffs.models import Handoff, State
from deskops.ledger.proofs import prove_books
from tests.factories.group import CREDIT_CODE, draw, signers
from tests.factories.tills import Desk, make_desk, open_till
from tests.support.browser import sign_in, step_out
from tests.support.keyboard import choose, fill, pick, press, tab_to

pytestmark = pytest.mark.browser

BUYER, AGENT = "和安县第一小学", "单𠅤朤"


@pytest.fixture
def desk(live_server) -> Desk:
    """A desk that is open now, 60 blank cards on hand."""
    made, now = make_desk(), timezone.now().astimezone(UTC)
    open_till(made.store, made.clerk, now=now)
    draw(1, 60, store=made.store, finance=made.finance, clerk=made.clerk, now=now)
    return made


@pytest.fixture
def screens(browser: Browser, live_server) -> Iterator[list[Page]]:
    """Three screens in three departments."""
    profiles = [browser.new_context(base_url=str(live_server), locale="zh-CN") for _each in range(3)]
    yield [profile.new_page() for profile in profiles]
    for profile in profiles:
        profile.close()


def apply(page: Page, desk: Desk) -> GroupOrder:
    """The application of a unit for 40 cards of 500 yuan, by its key on the first page."""
    sign_in(page, desk.clerk.number)
    step_out(page)
    press(page, "g")
    expect(page.locator("[name=buyer_kind]:checked")).to_be_focused()
    fill(page, buyer=BUYER, phone="021-52345678")
    choose(page, "buyer_paper", "营业执照")
    fill(page, buyer_number=CREDIT_CODE, agent=AGENT)
    choose(page, "agent_paper", "居民身份证")
    fill(page, agent_number="11010519491231002X", note="教师节慰问", count_2="40")
    page.keyboard.press("Tab")
    expect(page.locator("#figures")).to_contain_text("400.00")
    tab_to(page, "[name=bonus_face]")
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/cards/group/\d+/$"))
    return GroupOrder.objects.select_related("document__store").get()


def sign_at_once(screens: list[Page], desk: Desk) -> None:
    """All three open what waits for them before anyone decides; then each approves by one key."""
    people = list(signers(desk.store).values())
    for screen, staff in zip(screens, people, strict=True):
        sign_in(screen, staff.number)
        screen.goto("/approvals/")
        expect(screen.locator("h2.ask")).to_contain_text("40")
    assert Approval.objects.filter(decision="pending").count() == 3
    for screen in reversed(screens):
        press(screen, "a")
    by = Approval.objects.filter(decision="approved").values_list("decided_by", flat=True)
    assert set(by) == {staff.pk for staff in people}


def pay(page: Page, order: GroupOrder) -> None:
    """Cash is refused at that total, nothing typed is lost; the transfer names both accounts."""
    page.goto(f"/cards/group/{order.pk}/")
    press(page, "Enter")
    page.wait_for_url("**/pay/")
    pick(page, "tender", "cash")
    press(page, "Enter")
    expect(page.locator("[data-refused=transfer_required]")).to_be_visible()
    expect(page.locator("[name=amount]")).to_have_value("20000.00")
    assert held_for(order) == 0
    pick(page, "tender", "bank_transfer")
    fill(page, from_name=BUYER, from_number="37001658808050054321")
    fill(page, to_name="夫章商业有限公司", to_number="37001658808050012345")
    press(page, "Enter")
    order.refresh_from_db()
    assert (order.state, held_for(order)) == ("paid", Decimal(20000))


def grant(page: Page, desk: Desk) -> None:
    """The desk signs the handoff of the bonus, finance opens it from its inbox and signs too."""
    press(page, "Enter")
    page.wait_for_url("**/handoffs/*/")
    press(page, "s")
    paper = Handoff.objects.get(kind="group_bonus")
    assert (paper.state, paper.total_amount) == (State.SENT, Decimal(400))
    sign_in(page, desk.finance.number)
    page.goto("/handoffs/")
    page.locator(f"a[href='/handoffs/{paper.pk}/']").first.press("Enter")
    page.wait_for_url(f"**/handoffs/{paper.pk}/")
    press(page, "s")
    paper.refresh_from_db()
    assert paper.state == State.RECEIVED


def test_an_order_from_the_application_to_the_granted_bonus(page, desk, screens):
    order = apply(page, desk)
    sign_at_once(screens, desk)
    pay(page, order)
    press(page, "Enter")
    page.wait_for_url("**/activate/")
    assert not StoredValue.objects.exists()
    press(page, "Enter")
    assert StoredValue.objects.filter(kind="bearer").count() == 40
    grant(page, desk)
    order.refresh_from_db()
    assert order.state == "done"
    assert StoredValue.objects.filter(kind="bearer").count() == 44
    issued = Stretch.objects.get(state="issued")
    assert (issued.first, issued.last) == (889900000001, 889900000044)
    assert [line.code for line in prove_books() if line.wrong] == []


def test_an_order_is_cancelled_while_it_is_being_signed(page, desk, screens):
    order = apply(page, desk)
    finance = next(iter(signers(desk.store).values()))
    sign_in(screens[0], finance.number)
    screens[0].goto("/approvals/")
    press(screens[0], "a")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#cancel")).to_be_visible()
    fill(page, reason="单位改在本市采购")
    press(page, "Enter")
    order.refresh_from_db()
    assert (order.state, order.reason) == ("cancelled", "单位改在本市采购")
    assert set(Approval.objects.values_list("decision", flat=True)) == {"void"}
    expect(page.locator(".note.is-late")).to_contain_text("单位改在本市采购")
