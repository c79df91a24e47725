"""A real Chromium, driven by Playwright. When there is none, tests fail: nothing is skipped."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.factories.org import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The path of the browser: `DESKOPS_CHROMIUM`, or Debian's, or any other on PATH."""
    names = (os.environ.get("DESKOPS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return found or pytest.fail(
        "No Chromium: install the package chromium, or set DESKOPS_CHROMIUM to its path."
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, transactional_db: None, live_server: object) -> Iterator[BrowserContext]:
    """A clean profile at the desk's screen size; it is closed before the database is restored."""
    profile = browser.new_context(
        base_url=str(live_server),
        viewport={"width": 1366, "height": 768},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    profile.set_default_timeout(30_000)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails when the browser reported a script's error or a breach of the CSP."""
    opened = context.new_page()
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # an answer of 4xx (a form refused) is reported as an error too, without being one
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    assert problems == []


def sign_in(page: Page, number: str) -> None:
    """Sign somebody in as a person does, whoever was signed in before.

    Returns once the page has loaded: from there on its script listens to the keys.
    """
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("#id_username").fill(number)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".bar-end")).to_be_visible()
    page.wait_for_load_state("load")


def step_out(page: Page) -> None:
    """Esc out of the field where the cursor waits, once it does: from there on keys are the page's."""
    expect(page.locator(":is(input, select, textarea):focus")).to_be_visible()
    page.keyboard.press("Escape")


ENTER: dict[str, object] = {"key": "Enter", "code": "Enter"}


def press(page: Page, *keys: dict[str, object]) -> None:
    """Keys as the browser reports them, all at once: no loaded machine can come between them.

    A key's ``after`` is milliseconds since the one before; the keys then carry their own time.
    """
    page.evaluate(
        "keys => { let at = performance.now(); for (const {after, ...key} of keys) {"
        "const event = new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...key});"
        "if (after !== undefined) Object.defineProperty(event, 'timeStamp', {value: at += after});"
        "(document.activeElement ?? document.body).dispatchEvent(event); } }",
        list(keys),
    )


def key_of(character: str) -> dict[str, object]:
    """The physical key that types a character on the keyboard a scanner pretends to be."""
    code = f"Digit{character}" if character.isdigit() else f"Key{character.upper()}"
    return {"key": character, "code": {"-": "Minus"}.get(character, code), "shiftKey": character.isupper()}


def scan(page: Page, code: str) -> None:
    """As a hand scanner types: at once, ended by Enter."""
    press(page, *map(key_of, code), ENTER)
