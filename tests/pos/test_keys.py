"""A till's key: shown once, kept as a digest, revoked at once; what opens without one, and how much."""

import json
import logging
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from deskops.org.models import Role
from deskops.org.services import post
from deskops.pos.models import Operation, PosTill, TillKey
from deskops.pos.services import digest_of, make_key, revoke_key
from tests.factories.cards import stored_number
from tests.factories.org import STARTS, make_staff
from tests.factories.pos import make_pos
from tests.factories.tills import NOW, make_desk

pytestmark = pytest.mark.django_db
CARD = stored_number(1)
SECRET = re.compile(r"pos_[\w-]{43}")


def test_a_revoked_key_opens_nothing_and_the_new_one_does(pos, desk):
    old = TillKey.objects.get()
    fresh = make_key(request_key=uuid4(), by=desk.supervisor, now=NOW, till_id=pos.till.pk)
    assert pos.send("balance", {"card": CARD}, key="")[0] == 200
    revoke_key(request_key=uuid4(), by=desk.supervisor, now=NOW, key_id=old.pk)
    status, answer = pos.send("balance", {"card": CARD}, key="")
    assert (status, answer["error"]["code"]) == (401, "key_unknown")
    pos.secret = fresh.secret
    assert pos.send("balance", {"card": CARD}, key="")[0] == 200


def test_what_was_done_with_the_old_key_is_answered_to_the_new(pos, desk):
    first = pos.redeem(CARD, "1.00", key="till-0001")
    pos.secret = make_key(request_key=uuid4(), by=desk.supervisor, now=NOW, till_id=pos.till.pk).secret
    assert pos.redeem(CARD, "1.00", key="till-0001") == first


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer pos_nothing", "Bearer 密钥", "x" * 9999]
)
def test_without_a_key_nothing_is_open(pos, given):
    status, answer = pos.send("redeem", {}, Authorization=given)
    assert (status, answer["error"]["code"]) == (401, "key_unknown")


def test_a_key_is_slowed_down_past_its_pace_and_loses_nothing(desk, pos):
    slow = make_pos(desk.store, desk.supervisor, code="05", per_minute=1)
    # A minute may begin between two of them, not between each of four.
    answers = [slow.redeem(CARD, "1.00", key=f"till-000{n}") for n in range(4)]
    refused = [answer["error"]["code"] for status, answer in answers if status == 429]
    assert set(refused) == {"too_many"}
    assert Operation.objects.filter(till=slow.till).count() == 4 - len(refused)


def test_logs_and_what_is_kept_name_neither_key_nor_card(pos, caplog):
    with caplog.at_level(logging.INFO, "deskops.pos"):
        pos.redeem(CARD, "58.00", key="till-0001")
        pos.redeem("9999999999", "58.00", key="till-0002")
    said = json.dumps([getattr(record, "fields", {}) for record in caplog.records], default=str)
    kept = json.dumps(list(Operation.objects.values("asked", "answer")), default=str)
    for text in (said, kept):
        assert CARD not in text
        assert "9999999999" not in text
        assert pos.secret not in text
    first = caplog.records[0].fields
    assert {name: first[name] for name in ("till", "operation", "key", "status", "card", "amount")} == {
        "till": "03",
        "operation": "redeem",
        "key": "till-0001",
        "status": 200,
        "card": "…0001",
        "amount": "58.00",
    }


@pytest.fixture
def administrator(desk):
    staff = make_staff("9999", Role.ADMINISTRATOR, store=desk.store)
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stepped_up_at"] = "2999-01-01T00:00:00+00:00"
    session.save()
    return client


def test_the_administrator_connects_a_till_and_sees_its_key_once(administrator, desk):
    form = {"request_key": uuid4(), "code": "07", "name": "一楼07号收银机", "per_minute": 600}
    administrator.post(reverse("pos:connect"), form)
    till = PosTill.objects.get(code="07")
    assert (till.store, till.staff.is_active, till.staff.has_usable_password()) == (desk.store, False, False)
    key = {"request_key": uuid4()}
    shown = administrator.post(reverse("pos:new_key", args=[till.pk]), key)
    (secret,) = SECRET.findall(shown.content.decode())
    assert "no-store" in shown["Cache-Control"]
    assert TillKey.objects.get().digest == digest_of(secret)
    again = administrator.post(reverse("pos:new_key", args=[till.pk]), key)
    assert secret not in again.content.decode()
    assert TillKey.objects.count() == 1
    assert secret not in administrator.get(reverse("pos:till", args=[till.pk])).content.decode()


def test_a_till_is_connected_once(administrator, desk):
    make_pos(desk.store, desk.supervisor, code="07")
    form = {"request_key": uuid4(), "code": "07", "name": "又一台", "per_minute": 600}
    assert administrator.post(reverse("pos:connect"), form).status_code == 422
    assert PosTill.objects.count() == 1


def test_keys_of_another_store_are_not_there(desk):
    elsewhere = make_pos(make_desk("S2").store, desk.supervisor)
    stranger = make_staff("8", store=desk.store)
    post(staff=stranger, role=Role.ADMINISTRATOR, starts=STARTS, store=desk.store)
    client = Client()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("pos:till", args=[elsewhere.till.pk])).status_code == 404


def test_nobody_signs_in_as_a_till(pos):
    for password in ("", "deskops-demo", pos.secret):
        client = Client()
        client.post(reverse("sign_in"), {"username": pos.till.staff.number, "password": password})
        assert "_auth_user_id" not in client.session


def test_pages_stay_within_their_queries(administrator, pos, django_assert_max_num_queries):
    pos.redeem(CARD, "1.00")
    for name, args in (("tills", []), ("till", [pos.till.pk])):
        with django_assert_max_num_queries(15):
            assert administrator.get(reverse(f"pos:{name}", args=args)).status_code == 200


def test_an_operation_is_few_statements(pos, django_assert_max_num_queries):
    pos.redeem(CARD, "1.00")
    with django_assert_max_num_queries(16):
        pos.redeem(CARD, "1.00")
