"""The counter by keyboard and scanner in a real browser: single keys, scans, composing, one press once."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from deskops.core.shell import ACTS, SEARCH, DeskAct, Hit, SearchSource
from deskops.org.models import Role, Staff
from tests.desk import kit
from tests.factories.org import PASSWORD, make_staff, make_store
from tests.support.browser import ENTER, key_of, press, scan
from tests.support.keyboard import type_in

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.desk.kit")]


@pytest.fixture(autouse=True)
def plugs(monkeypatch):
    """Two acts, and a search that repeats what it was asked."""
    monkeypatch.setattr(ACTS, "_items", [])
    monkeypatch.setattr(SEARCH, "_items", [])
    monkeypatch.setattr(kit, "SENT", [])
    ACTS.add(DeskAct("2", "售储值卡", "kit", Role.desk(), words="shou ka"))
    ACTS.add(DeskAct("s", "换门店", "store", Role.desk()))
    SEARCH.add(
        SearchSource("回声", lambda typed, access: [Hit(f"[{typed}]", "/kit/"), Hit("另一条", "/account/")])
    )


@pytest.fixture
def clerk(transactional_db) -> Staff:
    return make_staff("1001", Role.CLERK, store=make_store())


@pytest.fixture
def desk(page: Page, clerk: Staff, client: Client, live_server) -> Page:
    """The first page of a clerk who is signed in."""
    client.force_login(clerk)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": str(live_server)}]
    )
    page.goto("/")
    expect(page.locator("#search")).to_be_focused()
    return page


@pytest.fixture
def form(desk: Page) -> Page:
    desk.goto("/kit/")
    return desk


def found(page: Page) -> str:
    page.wait_for_url("**/search/")
    return page.locator(".hits strong").first.inner_text()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_signing_in_by_keyboard_leads_to_the_desk_with_the_cursor_in_the_search_box(page, clerk):
    page.goto("/")
    type_in(page, clerk.number)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#search")).to_be_focused()


def test_the_cursor_waits_in_the_search_box_and_escape_leaves_it(desk):
    assert focused(desk) == "search"
    desk.keyboard.press("Escape")
    assert focused(desk) == ""
    desk.keyboard.press("/")
    assert focused(desk) == "search"
    assert desk.input_value("#search") == ""


def test_a_digit_starts_its_act(desk):
    desk.keyboard.press("Escape")
    desk.keyboard.press("2")
    desk.wait_for_url("**/kit/")


def test_a_letter_works_whatever_the_input_method_makes_of_it(desk):
    desk.keyboard.press("Escape")
    press(desk, {"key": "ｓ", "code": "KeyS"})
    desk.wait_for_url("**/account/store/")


def test_keys_are_left_alone_while_chinese_is_composed(desk):
    desk.keyboard.press("Escape")
    press(desk, key_of("2") | {"isComposing": True})
    press(desk, key_of("2") | {"key": "Process", "keyCode": 229})
    desk.wait_for_timeout(300)
    assert desk.url.endswith("/")


def test_keys_are_left_alone_in_a_field_and_with_ctrl(desk):
    desk.keyboard.press("2")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+2")
    desk.wait_for_timeout(300)
    assert desk.url.endswith("/")


def test_two_keys_in_a_hurry_start_nothing(desk):
    desk.keyboard.press("Escape")
    press(desk, key_of("2"), key_of("7"))
    desk.wait_for_timeout(300)
    assert desk.url.endswith("/")


def test_the_question_mark_lists_the_keys_of_the_page(form):
    form.keyboard.press("?")
    expect(form.locator("#keys")).to_be_visible()
    rows = form.locator("#keys-here dd").all_inner_texts()
    assert rows == ["办理", "返回", "冻结", "作废"]
    form.keyboard.press("Escape")
    expect(form.locator("#keys")).to_be_hidden()


def test_escape_leaves_the_field_first_and_goes_back_next(form):
    form.focus("#id_amount")
    form.keyboard.press("Escape")
    assert form.url.endswith("/kit/")
    form.keyboard.press("Escape")
    form.wait_for_url(lambda url: not url.endswith("/kit/"))


def leaves(page: Page) -> None:
    page.wait_for_url(lambda url: not url.endswith("/kit/"))


def test_what_was_typed_is_left_only_when_one_says_so(form):
    form.fill("#id_scan", "6901")
    form.keyboard.press("Escape")
    form.keyboard.press("Escape")
    expect(form.locator("#leave")).to_be_visible()
    expect(form.get_by_role("button", name="留下")).to_be_focused()
    form.keyboard.press("Escape")
    expect(form.locator("#leave")).to_be_hidden()
    expect(form.locator("#id_scan")).to_have_value("6901")
    form.keyboard.press("Escape")
    expect(form.locator("#leave")).to_be_visible()
    form.keyboard.press("Enter")  # on “stay”
    expect(form.locator("#leave")).to_be_hidden()
    form.get_by_role("link", name="返回").click()
    form.keyboard.press("l")
    leaves(form)


def test_what_was_typed_and_taken_away_again_is_nothing(form):
    form.fill("#id_scan", "6901")
    form.fill("#id_scan", "")
    form.keyboard.press("Escape")
    form.keyboard.press("Escape")
    leaves(form)


def test_a_form_that_was_refused_still_holds_what_was_typed(form):
    form.fill("#id_scan", "6901")
    form.evaluate("() => { document.querySelector('#kit').noValidate = true; }")
    with form.expect_navigation():
        form.get_by_role("button", name="办理").click()
    form.keyboard.press("Escape")
    form.keyboard.press("Escape")
    expect(form.locator("#leave")).to_be_visible()
    form.get_by_role("button", name="离开").click()
    leaves(form)


def test_ctrl_k_finds_an_act_by_its_pinyin(form):
    form.keyboard.press("Control+k")
    form.keyboard.type("shou")
    expect(form.locator("#commands-list a:visible")).to_have_text(["售储值卡"])
    form.keyboard.press("Enter")
    form.wait_for_url("**/kit/")


def test_ctrl_k_presses_a_button_of_the_page(form):
    form.keyboard.press("Control+k")
    form.keyboard.type("作废")
    form.keyboard.press("Enter")
    expect(form.locator("#void")).to_be_visible()


def test_a_scan_goes_to_the_search_from_anywhere(form):
    scan(form, "6688012345")
    assert found(form) == "[6688012345]"


def test_a_scan_starts_no_act_by_its_digits(desk):
    desk.keyboard.press("Escape")
    scan(desk, "2222")
    assert found(desk) == "[2222]"


def test_a_scan_into_the_search_box_replaces_what_was_there(desk):
    desk.fill("#search", "old")
    scan(desk, "40186554202")
    assert found(desk) == "[40186554202]"


def test_a_scan_keeps_capitals_and_signs(desk):
    desk.keyboard.press("Escape")
    scan(desk, "SK-7")
    assert found(desk) == "[SK-7]"


def test_the_input_methods_full_width_mode_cant_corrupt_a_scan(desk):
    desk.fill("#search", "１２３４")
    press(desk, *(key_of(figure) | {"key": chr(ord(figure) + 0xFEE0)} for figure in "1234"), ENTER)
    assert found(desk) == "[1234]"


def test_a_scan_in_the_middle_of_composing_is_delivered_when_composing_ends(desk):
    press(desk, *(key_of(figure) | {"isComposing": True} for figure in "1234"), ENTER | {"isComposing": True})
    desk.evaluate("document.activeElement.dispatchEvent(new CompositionEvent('compositionend'))")
    assert found(desk) == "[1234]"


def test_slow_typing_is_no_scan(form):
    form.evaluate("document.activeElement.blur()")
    form.keyboard.type("6688", delay=150)
    form.keyboard.press("Enter")
    form.wait_for_timeout(200)
    assert form.url.endswith("/kit/")


@pytest.mark.parametrize(("pause", "taken"), [(300, ""), (1500, "8002")])
def test_the_quick_end_of_what_is_typed_is_no_scan(desk, pause, taken):
    """Delivered, it would stand in the place of all that was typed; after a second it is a new one."""
    desk.evaluate(
        "addEventListener('desk:scan', (event) => { event.preventDefault(); taken = event.detail.code; })"
    )
    desk.evaluate("window.taken = ''")
    slow = [key_of(figure) | {"after": 300} for figure in "1101"]
    quick = [key_of(figure) | {"after": 20} for figure in "002"]
    press(desk, *slow, key_of("8") | {"after": pause}, *quick, ENTER | {"after": 20})
    assert desk.evaluate("taken") == taken


def test_two_keys_are_no_scan(desk):
    desk.keyboard.press("Escape")
    scan(desk, "66")
    desk.wait_for_timeout(300)
    assert desk.url.endswith("/")


def test_a_scan_into_another_field_stays_there(form):
    form.focus("#id_scan")
    form.keyboard.type("6901234567892")
    assert form.input_value("#id_scan") == "6901234567892"
    assert form.url.endswith("/kit/")


def test_a_page_may_take_the_scans_itself(form):
    form.evaluate("document.querySelector('#id_scan').dataset.scan = 'page'")
    form.evaluate("document.querySelector('#id_scan').dataset.scanNext = ''")
    form.evaluate("document.activeElement.blur()")
    scan(form, "6901234567892")
    expect(form.locator("#id_scan")).to_have_value("6901234567892")
    assert form.url.endswith("/kit/")


def test_arrows_walk_from_the_search_box_through_the_hits(desk):
    desk.fill("#search", "王")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search/")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement.innerText").startswith("另一条")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/account/")


def test_the_same_press_twice_sends_the_form_once(form):
    form.fill("#id_amount", "100")
    form.evaluate("const f = document.querySelector('#kit'); f.requestSubmit(); f.requestSubmit()")
    expect(form.locator("#sent")).to_have_text("1")
    assert len(kit.SENT) == 1


def test_the_button_rests_until_the_answer_and_wakes_when_the_page_comes_back(form):
    form.evaluate("window.addEventListener('submit', (event) => event.preventDefault())")  # no answer comes
    form.fill("#id_amount", "100")
    form.press("#id_amount", "Enter")
    button = form.locator("#kit [type=submit]")
    expect(button).to_be_disabled()
    form.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).to_be_enabled()


def test_what_is_wrong_comes_back_as_typed_with_the_cursor_on_it(form):
    key = form.input_value("[name=request_key]")
    form.fill("#id_amount", "12.345")
    form.press("#id_amount", "Enter")
    expect(form.locator("#id_amount_error")).to_be_visible()
    assert form.input_value("#id_amount") == "12.345"
    assert form.input_value("[name=request_key]") == key
    assert focused(form) == "id_amount"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("１２３．５", "123.50"), ("¥1,234", "1234.00"), ("0.005", "0.005"), ("-3", "-3.00"), ("x", "x")],
)
def test_amounts_are_written_out_and_never_rounded(form, typed, shown):
    form.fill("#id_amount", typed)
    form.keyboard.press("Tab")
    assert form.input_value("#id_amount") == shown


def test_a_till_is_counted_with_figures_and_enter(form):
    form.focus("[id='id_count_100']")
    for count in ("3", "1", "", "", "", "", "2", "1"):
        form.keyboard.type(count)
        form.keyboard.press("Enter")
    assert form.locator("[data-sum]").inner_text() == "351.10"
    assert form.locator("tr[data-face='0.5'] output").inner_text() == "1.00"
    assert form.url.endswith("/kit/")
    form.fill("[id='id_count_100']", "１0000")
    assert form.locator("[data-sum]").inner_text() == "1,000,051.10"


def test_the_dialog_that_asks_rests_on_cancel(form):
    form.keyboard.press("v")
    expect(form.locator("#void")).to_be_visible()
    form.keyboard.press("Enter")
    expect(form.locator("#void")).to_be_hidden()
    assert kit.SENT == []


def test_the_language_is_switched_and_stays(desk):
    desk.get_by_role("button", name="EN").click()
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    desk.goto("/account/")
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    desk.get_by_role("button", name="中文").click()
    expect(desk.locator("html")).to_have_attribute("lang", "zh-hans")


def test_a_lost_session_is_renewed_over_the_page_and_nothing_typed_is_lost(form):
    form.fill("#id_amount", "88")
    Session.objects.all().delete()
    form.evaluate("performance.now(); Date.now = (now => () => now() + 120000)(Date.now)")  # after a pause
    form.press("#id_amount", "Enter")
    expect(form.locator("#again")).to_be_visible()
    form.fill("#again-password", "wrong")
    form.keyboard.press("Enter")
    expect(form.locator("#again [role=alert]")).not_to_be_empty()
    form.fill("#again-password", PASSWORD)
    form.keyboard.press("Enter")
    expect(form.locator("#sent")).to_have_text("1")
    assert [sent["amount"] for sent in kit.SENT] == ["88.00"]


def test_a_search_leaves_nothing_in_the_browser(form):
    scan(form, "6688012345")
    found(form)
    assert form.evaluate("({...localStorage})") == {}
    assert "6688" not in form.evaluate(
        "JSON.stringify({...sessionStorage}) + document.cookie + location.href"
    )
    form.go_back()
    assert form.input_value("#search") == ""


def test_the_first_page_shows_what_is_needed_without_scrolling(desk):
    assert desk.evaluate("document.documentElement.scrollHeight <= 768")
    assert desk.evaluate("document.documentElement.scrollWidth <= 1366")


def test_a_phone_shows_everything_without_scrolling_sideways(form):
    form.set_viewport_size({"width": 390, "height": 844})
    assert form.evaluate("document.documentElement.scrollWidth") == 390
    expect(form.locator("#side")).to_be_hidden()
    form.get_by_role("button", name="菜单").or_(form.get_by_role("button", name="Menu")).click()
    expect(form.locator("#side")).to_be_visible()
