"""Members in the back office: masked, read-only, found without reading a million rows."""

import pytest
from django.apps import apps
from django.urls import reverse

from deskops.org.models import Role
from members.models import ConsentText, Tier
from tests.factories.members import card_number, id_number, make_application, make_member
from tests.factories.org import make_staff

ADMIN = [
    "member",
    "membercard",
    "application",
    "change",
    "identitysupply",
    "completenesslist",
    "reveal",
    "tier",
    "consenttext",
]


@pytest.fixture
def office(client, store):
    client.force_login(
        make_staff("9999", Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize("model", ADMIN)
def test_lists_open_and_show_no_number_in_full(office, store, clerk, model):
    make_application(1, store=store, by=clerk)
    answer = office.get(reverse(f"admin:members_{model}_changelist"))
    assert answer.status_code == 200
    assert id_number(1).encode() not in answer.content


def test_a_member_is_found_by_card_and_not_by_id_number(office, store, clerk):
    member = make_member(1, store=store, by=clerk)
    url = reverse("admin:members_member_changelist")
    found = office.get(url, {"q": card_number(1)}).context["cl"].queryset
    assert list(found) == [member]
    assert list(office.get(url, {"q": id_number(1)}).context["cl"].queryset) == []


def test_a_member_is_read_and_not_changed(office, store, clerk):
    member = make_member(1, store=store, by=clerk)
    url = reverse("admin:members_member_change", args=[member.pk])
    assert office.get(url).status_code == 200
    assert office.post(url, {"name": "x"}).status_code == 403
    member.refresh_from_db()
    assert member.name != "x"


def test_sealed_tables_have_no_page(office):
    registered = {model._meta.model_name for model in apps.get_app_config("members").get_models()}
    assert {"identity", "household"} <= registered
    for name in ("identity", "household"):
        assert office.get(f"/office/members/{name}/").status_code == 404


def test_a_new_text_is_a_new_version_with_its_fingerprint(office):
    form = {
        "kind": "marketing",
        "version": "2027-01",
        "body": "新文本",
        "body_en": "new",
        "starts": "2027-01-01",
    }
    office.post(reverse("admin:members_consenttext_add"), form)
    text = ConsentText.objects.get(version="2027-01")
    url = reverse("admin:members_consenttext_change", args=[text.pk])
    assert office.post(url, form | {"body": "另一文本"}).status_code == 403


def test_the_information_department_adds_a_tier(client, store):
    client.force_login(
        make_staff("4001", Role.INFORMATION, store=store), backend="django.contrib.auth.backends.ModelBackend"
    )
    form = {"name": "金卡", "code": "gold", "rank": "20", "cashback": "on"}
    client.post(reverse("admin:members_tier_add"), form)
    assert Tier.objects.get(code="gold").cashback is True
