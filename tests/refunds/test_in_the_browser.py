"""In Chromium, by keyboard alone: refunds from the receipt to the goods that their floors collect."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.imports import Options
from deskops.org.clock import SHANGHAI
from deskops.receipts.imports import COLUMNS, import_receipts
from refunds.models import Purchase, Refund, RefundTender
from tests.factories.org import PASSWORD
from tests.factories.paying import Mall, held_on, make_mall, money_of, pay_back, recipe_of, slip_for, walk
from tests.factories.refunding import (
    RICE,
    SCARF,
    approve,
    make_approved,
    make_asked,
    make_draft,
    make_receipt,
)
from tests.support.browser import scan, sign_in, step_out
from tests.support.keyboard import enter, tab_to, type_in

pytestmark = pytest.mark.browser

State = Refund.State


@pytest.fixture
def mall(live_server, transactional_db) -> Mall:
    """The desk today: the browser's clock is the server's."""
    return make_mall(now=timezone.now())


def bought(mall: Mall, *goods, days: int = 0, **fields):
    """A receipt so many days old."""
    return make_receipt(mall.store, *goods, bought_at=timezone.now() - timedelta(days=days), **fields)


def show(page: Page, mall: Mall, refund: Refund) -> None:
    """The refund's page as the clerk has it."""
    sign_in(page, mall.clerk.number)
    page.goto(f"/refunds/{refund.pk}/")


def at_step(page: Page, place: int) -> None:
    """One step of the seven is marked as the current one, and not by colour alone."""
    expect(page.locator(f".steps li:nth-child({place})")).to_have_attribute("aria-current", "step")


def do_steps(page: Page, money: RefundTender, upto: int | None = None) -> None:
    """What the recipe still asks for, up to the ``upto``-th step, as the page shows it."""
    money.refresh_from_db()
    for step in recipe_of(money)[money.steps_done : upto]:
        expect(page.locator(".recipe-words")).to_have_text(step.words_zh)
        assert page.locator(".keycaps kbd").all_text_contents() == step.keys
        enter(page, slip_for(step, money))


def decide_here(page: Page, number: str) -> None:
    """Somebody else decides on the clerk's screen."""
    page.keyboard.press("c")
    expect(page.locator("dialog[open] input[name=number]")).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation(url=re.compile(r"/refunds/\d+/$")):
        page.keyboard.press("Enter")


def test_cash_from_the_first_page_to_the_signed_voucher(page, mall):
    receipt = bought(mall, RICE)
    sign_in(page, mall.clerk.number)
    step_out(page)
    page.keyboard.press("4")
    page.wait_for_url("**/refunds/new/")
    at_step(page, 1)
    enter(page, receipt.number)
    enter(page)
    at_step(page, 2)
    type_in(page, "1")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")  # not wanted
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # unopened
    enter(page)
    at_step(page, 3)
    enter(page)
    at_step(page, 4)
    enter(page)
    expect(page.locator(".head .badge")).to_be_visible()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == (State.ASKED, receipt.amount / 2)
    approve(refund, mall.floors, now=timezone.now())
    page.reload()
    at_step(page, 5)
    money = money_of(refund, "cash")
    do_steps(page, money, upto=4)
    walk(money, mall.clerk, timezone.now(), upto=len(recipe_of(money)) - 1)
    page.reload()
    do_steps(page, money)
    at_step(page, 6)
    page.keyboard.press("o")  # signed on paper
    expect(page.locator("[name=signed_on_paper]")).to_be_checked()
    enter(page)
    at_step(page, 7)
    assert (mall.till, Refund.objects.get().state) == (Decimal("479.10"), State.PAID)


def test_a_floor_collects_on_a_phone_and_the_refund_is_done(page, mall):
    refund = make_approved(bought(mall, RICE), mall.clerk, mall.floors, now=timezone.now())
    pay_back(refund, mall.clerk, timezone.now())
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, mall.floors["B1"].number)
    page.goto("/refunds/pickups/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    tab_to(page, "a[data-row]")
    enter(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("o")  # signed on paper
    expect(page.locator("[name=signed_on_paper]")).to_be_checked()
    enter(page)
    page.wait_for_url("**/refunds/pickups/")
    assert Refund.objects.get().state == State.CLOSED


def test_stored_value_asks_for_its_card_and_gives_back_to_it(page, mall):
    number = mall.card()
    draft = make_draft(bought(mall, paid={"stored_value": "41.66"}), mall.clerk, now=timezone.now())
    show(page, mall, draft)
    at_step(page, 3)
    enter(page)
    expect(page.locator("#id_card_stored_value")).to_have_attribute("aria-invalid", "true")
    scan(page, number)  # a scan goes on to the next box
    enter(page)
    at_step(page, 4)
    enter(page)
    approve(draft, mall.floors, now=timezone.now())
    money = money_of(draft, "stored_value")
    walk(money, mall.clerk, timezone.now(), upto=len(recipe_of(money)) - 1)
    page.reload()
    do_steps(page, money)
    at_step(page, 6)
    assert held_on(number) == 500 + receipt_amount(draft)


def receipt_amount(refund: Refund):
    return Purchase.objects.get(pk=refund.purchase_id).amount


def test_a_bank_card_on_the_day_is_voided_by_its_trace_number(page, mall):
    receipt = bought(mall, paid={"bank_card": "41.66"})
    refund = make_approved(receipt, mall.clerk, mall.floors, now=timezone.now())
    money = money_of(refund, "bank_card")
    steps = recipe_of(money)
    at = next(step.position for step in steps if step.yields == "terminal_slip")
    walk(money, mall.clerk, timezone.now(), upto=at - 1)
    show(page, mall, refund)
    enter(page, "12")
    expect(page.locator("#id_value")).to_have_value("12")
    expect(page.locator("[data-refused=trace_number]")).to_be_visible()
    expect(page.locator("#id_value")).to_be_focused()
    page.keyboard.press("Control+a")
    enter(page, "000123")
    money.refresh_from_db()
    assert (money.way, money.terminal_slip, money.steps_done) == ("void", "000123", at)
    walk(money, mall.clerk, timezone.now(), upto=len(steps) - 1)
    page.reload()
    do_steps(page, money)
    at_step(page, 6)


def test_a_bank_card_later_fails_is_resumed_and_takes_reference_and_date(page, mall):
    receipt = bought(mall, paid={"bank_card": "41.66"}, days=3)
    refund = make_approved(receipt, mall.clerk, mall.floors, now=timezone.now())
    money = money_of(refund, "bank_card")
    steps = recipe_of(money)
    at = next(step.position for step in steps if step.yields == "reference")
    walk(money, mall.clerk, timezone.now(), upto=at - 2)
    show(page, mall, refund)
    page.keyboard.press("f")
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.type("通讯超时 98")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    enter(page)
    expect(page.locator(".recipe .note")).to_contain_text("通讯超时 98")
    enter(page)
    enter(page)
    enter(page, "000000004711")
    enter(page, receipt.bought_at.astimezone(SHANGHAI).strftime("%Y%m%d"))
    money.refresh_from_db()
    assert (money.reference, money.trade_date) == (
        "000000004711",
        receipt.bought_at.astimezone(SHANGHAI).date(),
    )
    walk(money, mall.clerk, timezone.now(), upto=len(steps) - 1)
    page.reload()
    do_steps(page, money)
    at_step(page, 6)


def test_mixed_over_two_floors_rejected_and_asked_again(page, mall):
    receipt = bought(mall, RICE, SCARF, paid={"cash": "40.00", "bank_card": "29.44"}, days=1)
    refund = make_asked(receipt, mall.clerk, now=timezone.now())
    waiting = Approval.objects.get(document=refund.document, floor__code="1F")
    decide(
        request_key=uuid4(),
        approval_id=waiting.pk,
        by=mall.floors["1F"],
        decision=Decision.REJECTED,
        now=timezone.now(),
        note="围巾吊牌不在",
    )
    show(page, mall, refund)
    expect(page.locator(".note.is-late")).to_contain_text("围巾吊牌不在")
    enter(page)
    at_step(page, 3)
    tab_to(page, "button[data-key=Enter]")
    enter(page)
    at_step(page, 4)
    enter(page)
    pending = Approval.objects.filter(decision="pending")
    assert set(pending.values_list("floor__code", flat=True)) == {"B1", "1F"}
    decide_here(page, mall.floors["1F"].number)
    decide_here(page, mall.floors["B1"].number)
    at_step(page, 5)
    assert page.locator("#money tbody tr td:nth-child(4)").all_text_contents() == ["40.00", "29.44"]
    expect(page.locator("#now")).to_contain_text("银行卡")


def test_an_unverified_purchase_an_hour_old_meets_the_next_import(page, mall, tmp_path):
    sign_in(page, mall.clerk.number)
    page.goto("/refunds/new/")
    enter(page, "40186554209")
    page.keyboard.press("t")
    page.wait_for_url("**/refunds/new/paper/**")
    at = timezone.now().astimezone(SHANGHAI) - timedelta(hours=1)
    expect(page.locator("#id_pos")).to_be_focused()
    page.keyboard.type("03")
    page.locator("#id_day").fill(f"{at:%Y-%m-%d}")
    page.locator("#id_time").fill(f"{at:%H:%M}")
    page.locator("#id_line-0-barcode").focus()
    for text in ("6900000000017", "外套", "百货", "1", "2", "200"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#id_line-1-barcode")).to_be_focused()
    expect(page.locator("#id_line-0-quantity")).to_have_value("2")
    page.keyboard.press("Enter")
    type_in(page, "200")
    tab_to(page, "#id_sighted")
    page.keyboard.press("Space")
    enter(page)
    at_step(page, 2)
    expect(page.locator("aside .note.is-due")).to_contain_text("未核")
    purchase = Purchase.objects.get()
    assert (purchase.state, purchase.amount, purchase.sighted_by) == ("unverified", 200, mall.clerk)
    bring(tmp_path, mall, purchase)
    page.reload()
    expect(page.locator("aside .note.is-due")).to_have_count(0)
    purchase.refresh_from_db()
    assert purchase.state == "verified"


def bring(folder, mall: Mall, purchase: Purchase) -> None:
    """The POS's file that has the purchase."""
    row = dict.fromkeys(COLUMNS, "") | {
        "门店": mall.store.code,
        "收银机": purchase.pos,
        "小票号": purchase.number,
        "交易时间": f"{purchase.bought_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "行号": "1",
        "品名": "外套",
        "楼层": "1F",
        "数量": "2",
        "单价": "100.00",
        "金额": "200.00",
        "现金": "200.00",
    }
    path = folder / "receipts.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    import_receipts(path, Options(by=mall.finance, now=timezone.now()), lambda done, total: None)


def test_day_16_leaves_the_supervised_exception(page, mall):
    draft = make_draft(bought(mall, paid={"bank_card": "41.66"}, days=16), mall.clerk, now=timezone.now())
    show(page, mall, draft)
    expect(page.locator("#id_exception_words")).to_be_focused()
    for text in ("第 16 天，卡在手", "张三", "中国银行", "6222020200001234"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    enter(page)
    at_step(page, 4)
    enter(page)
    asked = Approval.objects.filter(document=draft.document).order_by("step")
    assert [row.role for row in asked] == ["floor_supervisor", "finance"]
    draft.refresh_from_db()
    money = money_of(draft, "bank_card")
    assert (draft.exception, money.is_exception, money.way) == ("terminal_closed", True, "transfer")
    expect(page.locator(".steps [aria-current]")).to_have_text("审批")


def test_an_exchange_with_a_payment(page, mall):
    receipt = bought(mall, SCARF)
    sign_in(page, mall.clerk.number)
    page.goto(f"/refunds/new/?number={receipt.number}")
    with page.expect_navigation():
        page.keyboard.press("e")
    at_step(page, 2)
    type_in(page, "1")
    page.keyboard.press("Enter")
    for text in ("6900000000024", "羊绒围巾", "百货", "1", "1", "57.78"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # out of the empty row
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    enter(page)
    at_step(page, 3)
    enter(page)
    enter(page)
    refund = Refund.objects.get()
    assert (refund.to_pay, refund.pay_tender.code, refund.state) == (30, "cash", State.ASKED)
    approve(refund, mall.floors, now=timezone.now())
    page.reload()
    enter(page)
    at_step(page, 6)
    assert mall.till == 530


def test_a_supervisor_approves_on_a_phone(page, mall):
    receipt = bought(mall, RICE, SCARF, paid={"cash": "40.00", "bank_card": "29.44"})
    refund = make_asked(receipt, mall.clerk, now=timezone.now())
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, mall.floors["1F"].number)
    page.goto("/approvals/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("h2.ask")).to_contain_text(receipt.number)
    card = page.locator("section[aria-label]").first
    assert card.locator("h3").all_text_contents()[:2] == ["1F", "B1"]
    assert card.locator(".list .num").all_text_contents() == ["27.78", "41.66", "40.00", "29.44"]
    page.locator(".decide button[type=submit]").click()
    expect(page.locator(".messages")).to_be_visible()
    decided = Approval.objects.get(document=refund.document, floor__code="1F")
    assert (decided.decision, decided.decided_by) == (Decision.APPROVED, mall.floors["1F"])
