"""Signing on the pad in a real browser: by pointer, by touch, and without either."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.papers.pad_urls")]


@pytest.fixture
def pad(page):
    page.goto("/pad/")
    return page


def draw(page, *, strokes=2):
    box = page.locator("signature-pad canvas").bounding_box()
    for number in range(strokes):
        x, y = box["x"] + 60 + 90 * number, box["y"] + 40
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 8):
            page.mouse.move(x + 10 * step, y + 30 + (25 if step % 2 else -25))
        page.mouse.up()


def state(page):
    return page.locator("[data-state]").inner_text()


def send(page):
    page.get_by_role("button", name="Send").click()
    page.wait_for_load_state()
    return page.locator("output").inner_text()


def test_what_is_drawn_is_sent(pad):
    empty = state(pad)
    draw(pad)
    assert state(pad) != empty
    assert send(pad) == "2 strokes"


def test_a_stroke_is_undone_and_all_are_cleared(pad):
    empty = state(pad)
    draw(pad, strokes=3)
    pad.locator("[data-undo]").click()
    assert send(pad) == "2 strokes"
    pad.locator("[data-clear]").click()
    assert state(pad) == empty
    assert pad.locator("[data-clear]").is_disabled()


def test_nothing_drawn_comes_back_with_an_error_at_the_pad(pad):
    assert send(pad) == ""
    assert pad.locator(".field .error").count() == 1


def test_the_keyboards_way_is_the_paper(pad):
    box = pad.locator("[data-on-paper]")
    box.focus()
    pad.keyboard.press("Space")
    assert send(pad) == "on paper"


def test_a_pad_switched_off_takes_no_strokes(pad):
    pad.locator("[data-on-paper]").check()
    draw(pad)
    assert pad.locator("[data-strokes]").input_value() == ""
    assert send(pad) == "on paper"


def test_a_finger_signs(browser, live_server):
    profile = browser.new_context(
        base_url=str(live_server), has_touch=True, viewport={"width": 390, "height": 800}
    )
    page = profile.new_page()
    page.goto("/pad/")
    box = page.locator("signature-pad canvas").bounding_box()
    session = profile.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    x, y = box["x"] + 30, box["y"] + 60
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x + 20 * step, y + (20 if step % 2 else -20)))
    touch("touchEnd")
    assert send(page) == "1 strokes"
    profile.close()
