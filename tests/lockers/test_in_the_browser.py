"""In Chromium, by keyboard and scanner: a trolley given back without its tag, a sweep of sixty boxes."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from lockers.models import Claim, Deposit, FoundItem, Sweep, SweepLine
from tests.factories.lockers import Lockers, make_lockers
from tests.factories.org import PASSWORD
from tests.support.browser import scan, sign_in, step_out
from tests.support.keyboard import choose, fill, press, type_in

pytestmark = pytest.mark.browser


@pytest.fixture
def lockers(live_server, transactional_db) -> Lockers:
    """The desk today: the browser's clock is the server's."""
    return make_lockers(now=timezone.now())


def signed_on_paper(page: Page) -> None:
    """The keyboard's way to sign: the cursor out of the fields, then O."""
    if page.evaluate("document.activeElement.matches('input, select, textarea')"):
        page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator("[name=signed_on_paper]")).to_be_checked()


def test_a_trolley_is_left_and_given_back_without_its_tag(page, lockers):
    sign_in(page, lockers.clerk.number)
    step_out(page)
    press(page, "7")
    expect(page.locator("[name=description]")).to_be_focused()
    page.keyboard.type("银色拉杆箱")
    fill(page, look="右轮磨损", spot="A-03", name="孙㛃", phone="13805340001")
    page.keyboard.press("Escape")
    page.keyboard.press("m")  # the rules, one key away; nothing typed is lost
    expect(page.locator("#rules[open]")).to_be_visible()
    page.keyboard.press("Escape")
    signed_on_paper(page)
    press(page, "Enter")
    deposit = Deposit.objects.select_related("document", "owner").get()
    assert (deposit.description, deposit.owner.phone) == ("银色拉杆箱", "+8613805340001")
    # the customer comes back: found by the telephone's tail, no slip
    page.goto("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("0001")
    press(page, "Enter")
    if not re.search(r"/lockers/deposits/\d+/$", page.url):
        page.locator("a", has_text=deposit.document.number).first.focus()
        press(page, "Enter")
    step_out(page)
    press(page, "t")
    expect(page.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("小票丢了")
    choose(page, "paper", "居民")
    fill(page, last4="0038")
    signed_on_paper(page)
    press(page, "Enter")
    deposit.refresh_from_db()
    assert (deposit.state, deposit.how, deposit.taker.last4) == ("returned", "identity", "0038")


def test_a_slip_that_is_scanned_anywhere_leads_to_its_deposit(page, lockers):
    deposit = lockers.deposit()
    sign_in(page, lockers.clerk.number)
    for where in ("/lockers/", "/lockers/deposits/"):
        page.goto(where)
        scan(page, deposit.document.number)
        page.wait_for_url(f"**/lockers/deposits/{deposit.document_id}/")
    type_in(page, deposit.document.number)
    signed_on_paper(page)
    press(page, "Enter")
    deposit.refresh_from_db()
    assert (deposit.state, deposit.how) == ("returned", "tag")


def record_left(page: Page, lockers: Lockers, word: str, what: str) -> None:
    """The form of what was left, security signing at this screen."""
    with page.expect_navigation(url=re.compile(r"/lockers/sweeps/\d+/\d+/$")):
        page.keyboard.press("l")
    expect(page.locator("select[name=category]")).to_be_focused()
    choose(page, "category", word)
    fill(page, description=what)
    choose(page, "place", "储物间")
    fill(page, number=lockers.guard.number, password=PASSWORD)
    press(page, "Enter")
    page.wait_for_url(re.compile(r"/lockers/sweeps/\d+/$"))


def test_sixty_boxes_are_swept_two_things_were_left_and_one_is_claimed(page, lockers):
    lockers.cabinet(40, code="A", kind="slip")
    lockers.cabinet(20, code="B", kind="slip")
    sign_in(page, lockers.clerk.number)
    page.goto("/lockers/sweeps/")
    press(page, "Enter")
    at = page.locator("[data-position]:focus")
    for _box in range(12):
        page.keyboard.press("Enter")
    expect(at).to_have_attribute("data-label", "A-13")
    page.keyboard.press("Backspace")
    expect(at).to_have_attribute("data-label", "A-12")
    page.keyboard.press("j")
    expect(at).to_have_attribute("data-label", "A-13")
    expect(page.locator("[data-sending]")).to_have_count(0)
    record_left(page, lockers, "雨伞", "黑色折叠伞")
    expect(at).to_have_attribute("data-label", "A-14")
    for _box in range(26):
        page.keyboard.press("Enter")
    expect(at).to_have_attribute("data-label", "A-40")
    page.keyboard.press("Enter")
    expect(at).to_have_attribute("data-label", "B-01")
    expect(page.locator("[data-sending]")).to_have_count(0)
    record_left(page, lockers, "包、箱", "蓝色帆布袋")
    for _box in range(19):
        page.keyboard.press("Enter")
    expect(page.locator("[data-unseen]")).to_have_text("0")
    expect(page.locator("#sign [name=number]")).to_be_focused()
    expect(page.locator("[data-sending]")).to_have_count(0)
    page.keyboard.type(lockers.guard.number)
    fill(page, password=PASSWORD)
    press(page, "Enter")
    sweep = Sweep.objects.get()
    results = list(SweepLine.objects.filter(sweep=sweep).values_list("result", flat=True))
    counts = {result: results.count(result) for result in set(results)}
    assert (sweep.state, counts) == ("signed", {"empty": 57, "stuck": 1, "left": 2})
    item = FoundItem.objects.select_related("document").get(category="umbrella")
    page.goto(f"/lockers/found/{item.document_id}/")
    press(page, "r")
    expect(page.locator("[name=told]")).to_be_focused()
    page.keyboard.type("伞柄刻着林字")
    fill(page, name="孙㛃", phone="13805340001")
    choose(page, "paper", "居民")
    fill(page, last4="0038")
    signed_on_paper(page)
    press(page, "Enter")
    assert (Claim.objects.get().item, FoundItem.objects.get(pk=item.pk).state) == (item, "claimed")


def test_the_board_is_walked_by_arrows(page, lockers):
    lockers.cabinet(23, code="A", kind="slip")
    lockers.cabinet(4, code="B", kind="key")
    sign_in(page, lockers.clerk.number)
    page.goto("/lockers/")
    page.locator("body").click(position={"x": 5, "y": 5})
    at = page.locator(".boxes > :focus")
    for keys, number in (
        (["ArrowRight"] * 3, "3"),
        (["ArrowDown"], "13"),
        (["End"], "23"),
        (["PageDown"], "1"),
    ):
        for one in keys:
            page.keyboard.press(one)
        expect(at).to_have_text(number)
    press(page, "Enter")
    expect(page.locator("h1")).to_contain_text("B-01")
