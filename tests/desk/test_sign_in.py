"""Signing in, out and again; the language; the second factor; the password asked for again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.signing import dumps
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from deskops.desk.qr import qr_path
from deskops.org import second_factor
from deskops.org.models import Role, Staff
from tests.factories.org import PASSWORD, make_staff, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_staff("1001", Role.CLERK, store=make_store())


@pytest.fixture
def finance():
    return make_staff("3001", Role.FINANCE, store=make_store("S3"))


def sign_in(client: Client, number: str = "1001", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": number, "password": password} | more)


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    totp = TOTP(device.bin_key, drift=device.drift)
    totp.time = timezone.now().timestamp() + 30 * steps
    return f"{totp.token():06d}"


def test_the_first_page_after_signing_in_is_the_desk(client, clerk):
    assert client.get("/").url == "/sign-in/?next=/"
    assert sign_in(client).url == "/"
    assert client.get("/").status_code == 200


def test_one_is_brought_to_the_page_that_was_asked_for_on_this_site_only(client, clerk):
    assert sign_in(client, next="/account/").url == "/account/"
    client.logout()
    assert sign_in(client, next="https://elsewhere.example/").url == "/"


def test_a_full_width_number_is_read(client, clerk):
    assert sign_in(client, "１００１").url == "/"


def test_a_wrong_password_says_so_and_keeps_the_number(client, clerk):
    response = sign_in(client, password="wrong")
    html = response.content.decode()
    assert "工号与密码不符" in html or "don&#x27;t match" in html
    assert 'value="1001"' in html
    assert "wrong" not in html


def test_who_may_not_sign_in_any_more_stays_out(client, clerk):
    clerk.is_active = False
    clerk.save()
    assert sign_in(client).status_code == 200


def test_five_wrong_passwords_lock_the_number_and_no_other(client, clerk):
    make_staff("1002", Role.CLERK, store=clerk.home_store)
    statuses = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(client).status_code == 429
    assert sign_in(client, "1002").url == "/"


def test_signing_out_is_a_post_and_ends_the_session(client, clerk):
    client.force_login(clerk)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/").status_code == 302


def test_chinese_unless_chosen_otherwise_whatever_the_browser_asks_for(client):
    page = client.get("/sign-in/", headers={"accept-language": "en"})
    assert page["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans">' in page.content.decode()


def test_a_choice_before_signing_in_stays_in_the_browser(client):
    assert client.post("/language/", {"language": "en", "next": "/sign-in/"}).url == "/sign-in/"
    assert client.get("/sign-in/")["Content-Language"] == "en"


def test_a_choice_belongs_to_the_person(client, clerk):
    client.force_login(clerk)
    client.post("/language/", {"language": "en"})
    clerk.refresh_from_db()
    assert clerk.language == "en"
    client.cookies.pop(django_settings.LANGUAGE_COOKIE_NAME)
    assert client.get("/")["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["de", "", "zh-hans'"])
def test_an_unknown_language_changes_nothing(client, clerk, language):
    client.force_login(clerk)
    client.post("/language/", {"language": language})
    clerk.refresh_from_db()
    assert clerk.language == ""


def test_the_language_leads_back_on_this_site_only(client):
    assert client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).url == "/"


def test_a_living_session_answers_204_an_ended_one_401(client, clerk):
    assert client.get("/session/").status_code == 401
    client.force_login(clerk)
    assert client.get("/session/").status_code == 204


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(client, clerk):
    client.force_login(clerk)
    client.get("/", headers={"x-unattended": "1"})
    assert "seen" not in client.session
    client.get("/")
    assert client.session["seen"] > 0


def test_a_session_is_written_once_a_minute_at_most(client, clerk, django_assert_num_queries):
    client.force_login(clerk)
    client.get("/session/")
    with django_assert_num_queries(2):  # session and person, read
        client.get("/session/")


def again(client: Client, staff: Staff, password: str = PASSWORD, **more: str) -> Any:
    person = dumps(staff.pk, salt="desk.again")
    return client.post("/session/", {"person": person, "again": password} | more)


def test_the_same_person_signs_in_again_over_the_page(client, clerk):
    response = again(client, clerk)
    assert re.fullmatch(r"[A-Za-z0-9]{64}", response.json()["token"])
    assert client.get("/session/").status_code == 204


def test_signing_in_again_needs_the_own_password(client, clerk, finance):
    assert again(client, clerk, "wrong").status_code == 403
    assert client.post("/session/", {"person": str(clerk.pk), "again": PASSWORD}).status_code == 403
    assert client.get("/session/").status_code == 401


def test_signing_in_again_is_locked_as_signing_in_is(client, clerk):
    assert [again(client, clerk, "wrong").status_code for _ in range(6)][-2:] == [429, 429]
    assert sign_in(client).status_code == 429


def test_finance_gives_a_code_before_anything_else(client, finance, settings):
    settings.SECOND_FACTOR = True
    client.force_login(finance)
    assert client.get("/").url == "/second-factor/?next=/"
    assert client.get("/second-factor/").url == "/second-factor/new/"
    assert client.get("/", headers={"hx-request": "true"}).status_code == 401
    assert client.get("/session/").status_code == 401
    page = client.get("/second-factor/new/")
    device = TOTPDevice.objects.get(user=finance, confirmed=False)
    assert page.status_code == 200
    assert client.post("/second-factor/new/", {"code": "000000"}).status_code == 422
    assert not second_factor.has_device(finance)
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post("/second-factor/new/", {"code": code_of(device)}).url == "/"
    assert client.get("/").status_code == 200


def test_a_code_counts_once_and_belongs_to_one_session(client, finance, settings):
    settings.SECOND_FACTOR = True
    device = TOTPDevice.objects.create(user=finance, name="totp", confirmed=True)
    code = code_of(device)
    client.force_login(finance)
    assert (
        client.post("/second-factor/?next=/account/", {"code": code, "next": "/account/"}).url == "/account/"
    )
    client.logout()
    client.force_login(finance)
    assert client.post("/second-factor/", {"code": code}).status_code == 422
    assert client.get("/").url == "/second-factor/?next=/"


def test_signing_in_again_with_a_second_factor_needs_its_code(client, finance):
    device = TOTPDevice.objects.create(user=finance, name="totp", confirmed=True)
    assert again(client, finance).status_code == 403
    device.refresh_from_db()
    device.throttle_reset()
    assert again(client, finance, code=code_of(device)).status_code == 200


def test_a_clerk_needs_no_second_factor(client, clerk, settings):
    settings.SECOND_FACTOR = True
    client.force_login(clerk)
    assert client.get("/").status_code == 200


def test_a_lost_telephone_is_reset_and_set_up_anew(finance):
    TOTPDevice.objects.create(user=finance, name="totp", confirmed=True)
    second_factor.reset(finance)
    assert not second_factor.has_device(finance)


def test_the_qr_is_drawn_without_a_picture_file():
    size, path = qr_path("otpauth://totp/deskops:3001?secret=ABC")
    assert size == 29
    assert path.startswith("M0 0h1v1h-1zM1 0h1v1h-1z")


def test_something_dangerous_asks_for_the_password_again(client, clerk):
    client.force_login(clerk)
    wrong = client.post("/account/confirm/", {"password": "wrong", "next": "/account/"})
    assert (wrong.status_code, "stepped_up_at" in client.session) == (422, False)
    assert client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"}).url == "/account/"
    assert "stepped_up_at" in client.session


def test_a_new_password_holds_at_once_and_the_session_goes_on(client, clerk):
    client.force_login(clerk)
    new = "correct horse battery"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/account/password/", asked | {"old_password": "x"}).status_code == 422
    assert (
        client.post("/account/password/", asked | {"new_password1": "1", "new_password2": "1"}).status_code
        == 422
    )
    assert client.post("/account/password/", asked).url == "/account/"
    assert client.get("/").status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(new)


def test_a_store_within_reach_can_be_chosen_and_no_other(client):
    store, other = make_store("S1"), make_store("S2", region="HN")
    manager = make_staff("8101", Role.AREA_MANAGER, region=store.region)
    make_store("S4")
    client.force_login(manager)
    assert client.post("/account/store/", {"store": "S4"}).url == "/"
    assert client.get("/").context["frame"].access.store.code == "S4"
    assert client.post("/account/store/", {"store": other.code}).status_code == 404


def test_the_own_page_tells_where_one_is_posted(client, clerk):
    client.force_login(clerk)
    assert "夫章购物中心 S1" in client.get("/account/").content.decode()


def test_an_old_page_says_whose_it_was_for_a_day(client, clerk, monkeypatch):
    monkeypatch.setattr("deskops.desk.views.sign_in.PERSON_LASTS", timedelta(seconds=-1).total_seconds())
    assert again(client, clerk).status_code == 403
