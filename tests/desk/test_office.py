"""The back office in the desk's frame, its content policy, and the colours both are drawn in."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from deskops.org.models import Role
from tests.factories.org import make_staff, make_store

BACKGROUNDS = ("base-50", "base-100")


@pytest.fixture
def office(client):
    client.force_login(make_staff("9999", Role.ADMINISTRATOR, store=make_store()))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "org/staff/", "org/staff/add/", "core/setting/"])
def test_every_page_has_the_desks_frame(office, path):
    html = office.get(f"/office/{path}").content.decode()
    assert html.count("<main ") == html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html
    assert '<header class="bar">' in html
    assert 'unfold/js/chart' not in html  # fmt: skip


@pytest.mark.django_db
def test_the_search_box_of_a_list_has_a_name(office):
    html = office.get("/office/org/staff/").content.decode()
    assert re.search(r'id="searchbar" aria-label="[^"]+"', html)


@pytest.mark.django_db
def test_only_the_back_office_may_evaluate(office):
    policies = [office.get(path)["Content-Security-Policy"] for path in ("/", "/office/")]
    assert ["'unsafe-eval'" in policy for policy in policies] == [False, True]
    assert ["'unsafe-inline'" in policy for policy in policies] == [False, True]
    assert all("script-src 'self'" in policy for policy in policies)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("door", "leads"),
    [("login", "/sign-in/"), ("logout", "/account/"), ("password_change", "/account/password/")],
)
def test_the_back_office_has_no_doors_of_its_own(office, door, leads):
    assert office.get(f"/office/{door}/").url == leads


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/nothing/", 404), ("/account/store/", 403)])
def test_an_error_page_says_what_to_do(client, path, status):
    client.force_login(make_staff("1001"))  # posted to nothing: every page is refused
    response = client.get(path)
    assert response.status_code == status
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_nobody_signed_in(template):
    from django.template.loader import render_to_string

    assert "<h1>" in render_to_string(template)


def palette() -> dict[str, str]:
    text = (Path(settings.BASE_DIR) / "deskops/desk/static/desk/palette.css").read_text()
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("text", ["base-500", "base-600", "base-700", "accent-600", "late", "due", "done"])
def test_text_is_readable_on_every_background_it_stands_on(text):
    colours = palette()
    own = [f"{text}-soft"] if f"{text}-soft" in colours else []
    for background in ["#ffffff", *(colours[name] for name in (*BACKGROUNDS, *own))]:
        assert contrast(colours[text], background) >= 4.5


def test_white_is_readable_on_the_main_button():
    colours = palette()
    assert min(contrast("#ffffff", colours[name]) for name in ("accent-600", "accent-700")) >= 4.5


def test_colours_are_written_in_one_place():
    folder = Path(settings.BASE_DIR) / "deskops/desk/static/desk"
    for sheet in ("desk.css", "frame.css", "office.css"):
        written = set(re.findall(r"#[0-9a-f]{3,6}\b", (folder / sheet).read_text()))
        assert written <= {"#fff"}
