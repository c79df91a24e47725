"""In Chromium, by keyboard alone: from an application to the receipt of a sold card; finding a member."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from cards.models import CardAct
from deskops.core.money import break_down
from deskops.tills.services import make_till, open_shift
from members.models import MemberCard
from tests.factories.members import address, card_of, id_number, make_member, mobile
from tests.factories.tills import make_desk, stock_till
from tests.support.browser import scan, sign_in, step_out

pytestmark = pytest.mark.browser


def type_into(page: Page, field: str, text: str) -> None:
    """Put the cursor into a field and type."""
    page.locator(f"#id_{field}").focus()
    page.keyboard.type(text)


@pytest.fixture
def desk(live_server):
    """A store whose first clerk has an open till with 500 yuan."""
    desk = make_desk()
    till = make_till(store=desk.store, code="A1", name="一号台")
    now = timezone.now()
    stock_till(till, 500, desk.clerk, desk.store.business_date(now))
    open_shift(till=till, pieces=break_down(500), by=desk.clerk, now=now, request_key=uuid4())
    return desk


def fill_application(page: Page, n: int, *, where: int, reason: str = "") -> None:
    """The paper form of the n-th person, who lives at the address ``where``."""
    type_into(page, "card_number", f"88{n:08d}")
    type_into(page, "name", "单雄信")
    type_into(page, "id_number", id_number(n))
    page.locator("#id_paper_seen").focus()
    page.keyboard.press("Space")
    type_into(page, "address", address(where))
    type_into(page, "mobile", mobile(n))
    if reason:
        type_into(page, "reason", reason)
    for tick in ("consent", "signed_on_paper"):
        page.locator(f"[name={tick}]").focus()
        page.keyboard.press("Space")


def test_a_second_card_for_a_household_is_approved_then_a_card_is_sold(page, context, desk):
    first = make_member(1, store=desk.store, by=desk.clerk)
    sign_in(page, desk.clerk.number)
    step_out(page)
    page.keyboard.press("1")
    page.wait_for_url("**/members/new/")
    fill_application(page, 5, where=1, reason="分户居住，母亲单独用卡")
    expect(page.locator("#hints")).to_contain_text(card_of(first).number)
    page.locator("#id_name").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/applications/*/")
    assert MemberCard.objects.filter(member__name="单雄信").count() == 0

    other = context.browser.new_context(base_url=page.url.split("/members")[0], locale="zh-CN")
    inbox = other.new_page()
    sign_in(inbox, desk.supervisor.number)
    inbox.goto("/approvals/")
    inbox.keyboard.press("a")
    expect(inbox.locator(".messages")).to_be_visible()
    other.close()
    card = MemberCard.objects.get(member__name="单雄信")
    assert (card.slot, card.household_id) == (1, first.household_id)

    page.keyboard.press("/")
    page.keyboard.type(card.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/members/{card.member_id}/")
    page.keyboard.press("s")
    page.wait_for_url("**/cards/sell/?member=*")
    type_into(page, "card_number", "660000000099")
    type_into(page, "amount", "500")
    page.locator("[name=signature_on_paper]").focus()
    page.keyboard.press("Space")
    page.locator("#id_amount").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/acts/*/")
    act = CardAct.objects.select_related("document", "value__principal").get()
    assert (act.value.principal.amount, act.document.member_id) == (500, card.member_id)
    pdf = context.request.get(f"/papers/{act.document.number}/")
    text = PdfReader(BytesIO(pdf.body())).pages[0].extract_text()
    assert act.document.number in text
    assert "伍佰元整" in text.replace(" ", "")


@pytest.mark.parametrize("how", ["scan", "tail", "pinyin", "id number"])
def test_a_member_is_found(page, desk, how):
    make_member(8, store=desk.store, by=desk.clerk, name="曾国强")
    member = make_member(5, store=desk.store, by=desk.clerk, name="单雄信")
    sign_in(page, desk.clerk.number)
    step_out(page)
    if how == "scan":
        scan(page, card_of(member).number)
    else:
        page.keyboard.press("/")
        typed = {"tail": mobile(5)[-4:], "pinyin": "sxx", "id number": id_number(5)}[how]
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    if how in ("scan", "id number"):
        page.wait_for_url(f"**/members/{member.pk}/")
    else:
        page.wait_for_url("**/search/")
        expect(page.locator("[data-row]")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/members/{member.pk}/")
    assert id_number(5) not in page.url
    assert id_number(5) not in page.content()
    expect(page.locator("h1")).to_have_text("单雄信")
