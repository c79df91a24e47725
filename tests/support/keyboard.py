"""What a hand on the keyboard does in Chromium: Tab to a field, arrows in a list, a key that leads on."""

from playwright.sync_api import Page, expect


def tab_to(page: Page, selector: str) -> None:
    """Go on by Tab until the cursor stands there."""
    for _press in range(90):
        if page.locator(selector).first.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} can't be reached")


def fill(page: Page, **typed: str) -> None:
    """Type into fields one after the other, each reached by Tab, in place of what stands there."""
    for name, text in typed.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Control+a")
        page.keyboard.type(text)


def choose(page: Page, name: str, word: str) -> None:
    """A choice of a list by the arrow key, until the one with this word stands there."""
    tab_to(page, f"select[name={name}]")
    chosen = page.locator(f"select[name={name}] option:checked")
    for _press in range(30):
        if word in (chosen.text_content() or ""):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{word} can't be chosen")


def pick(page: Page, name: str, value: str) -> None:
    """One of a row of round buttons: Tab to the row, then arrows."""
    tab_to(page, f"[name={name}]:checked")
    for _press in range(12):
        if page.locator(f"[name={name}]:checked").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} can't be picked")


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def type_in(page: Page, text: str) -> None:
    """Type where the cursor waits, once it does: a page is loaded a moment before its cursor is there."""
    expect(page.locator(":is(input, select, textarea):focus")).to_be_visible()
    page.keyboard.type(text)


def enter(page: Page, text: str = "") -> None:
    """Type where the cursor waits, press Enter, and wait for the page that answers."""
    if text:
        type_in(page, text)
    press(page, "Enter")


def find_all_and_sign(page: Page) -> None:
    """On a handoff's page: every line is found as given, one after the other, then signed."""
    while left := page.locator("input.found").count():
        tab_to(page, "input.found")
        page.keyboard.press("=")
        expect(page.locator("input.found")).not_to_have_count(left)
    press(page, "s")
