"""The inbox, deciding from it and at the counter, the list, deputies; what is elsewhere is not there."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from deskops.approvals import queries
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import Asked
from deskops.org.models import Posting, Role
from tests.factories.org import PASSWORD


@pytest.fixture(autouse=True)
def _english(settings):
    settings.SECOND_FACTOR = False
    with translation.override("en"):
        yield


@pytest.fixture
def sign_in(client):
    def signed(staff):
        staff.language = "en"
        staff.save(update_fields=["language"])
        client.force_login(staff)
        return client

    return signed


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Requests happen when the tests' papers were made."""
    from deskops.org import access

    from .conftest import NOW

    monkeypatch.setattr(access, "timezone", SimpleNamespace(now=lambda: NOW))


def post(client, name, row, **data):
    return client.post(reverse(f"approvals:{name}", args=[row.pk]), {"request_key": str(uuid4()), **data})


def test_the_inbox_shows_one_card_and_its_count(mall, sign_in, b1_asked):
    client = sign_in(mall.floor_b1)
    page = client.get("/approvals/")
    text = page.content.decode()
    assert page.status_code == 200
    assert [row.pk for row in page.context["rows"]] == [b1_asked.pk]
    assert "退货" in text
    assert "7 天内凭票可退" in text
    assert 'To approve <span class="count">1</span>' in text


def test_the_first_page_shows_what_waits(mall, sign_in, b1_asked):
    link = f'/approvals/?at={b1_asked.pk}"'
    assert link in sign_in(mall.floor_b1).get("/").content.decode()
    assert link not in sign_in(mall.clerk).get("/").content.decode()


@pytest.mark.parametrize("who", ["clerk", "floor_f1", "finance", "manager"])
def test_the_inbox_of_others_is_empty(mall, sign_in, b1_asked, who):
    assert sign_in(mall.people[who]).get("/approvals/").context["rows"] == []


def test_after_deciding_the_next_one_comes(mall, sign_in):
    first, second, third = (mall.paper([Asked(Role.DESK_SUPERVISOR)])[1][0] for _n in range(3))
    client = sign_in(mall.desk)
    answer = post(client, "decide", second, decision="approved", note="")
    assert answer.headers["Location"] == f"/approvals/?at={third.pk}"
    assert client.get(answer.headers["Location"]).context["approval"].pk == third.pk
    post(client, "decide", third, decision="approved", note="")
    answer = post(client, "decide", first, decision="rejected", note="缺小票")
    assert answer.headers["Location"] == "/approvals/"
    assert list(Approval.objects.order_by("pk").values_list("decision", "note")) == [
        ("rejected", "缺小票"),
        ("approved", ""),
        ("approved", ""),
    ]


def test_a_refusal_comes_back_with_what_was_typed(mall, sign_in, b1_asked):
    page = post(sign_in(mall.floor_b1), "decide", b1_asked, decision="rejected", note="  ")
    assert page.status_code == 422
    assert 'data-refused="reason_missing"' in page.content.decode()


def test_what_is_elsewhere_is_not_there(mall, sign_in, b1_asked):
    client = sign_in(mall.manager_2)
    assert client.get(f"/approvals/{b1_asked.pk}/").status_code == 404
    assert post(client, "decide", b1_asked, decision="approved").status_code == 404
    assert post(client, "counter", b1_asked, number="2001", password=PASSWORD).status_code == 404
    b1_asked.refresh_from_db()
    assert b1_asked.decision == Decision.PENDING


def at_counter(client, row, number, password=PASSWORD, decision="approved", **more):
    data = {"number": number, "password": password, "decision": decision, "note": "", "code": "", **more}
    return post(client, "counter", row, **data)


def test_the_supervisor_decides_on_the_clerks_screen(mall, sign_in, b1_asked):
    client = sign_in(mall.clerk)
    answer = at_counter(client, b1_asked, "2001")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    b1_asked.refresh_from_db()
    assert (b1_asked.decided_by, b1_asked.counter_of) == (mall.floor_b1, mall.clerk)
    assert client.get("/approvals/list/").wsgi_request.user == mall.clerk


@pytest.mark.parametrize(
    ("number", "password", "code"),
    [
        ("2001", "wrong", "not_identified"),
        ("9999", PASSWORD, "not_identified"),
        ("2002", PASSWORD, "not_asked_of_you"),
        ("1001", PASSWORD, "own_screen"),
    ],
)
def test_at_the_counter_only_the_right_person_decides(mall, sign_in, b1_asked, number, password, code):
    page = at_counter(sign_in(mall.clerk), b1_asked, number, password)
    assert (page.status_code, f'data-refused="{code}"' in page.content.decode()) == (422, True)
    b1_asked.refresh_from_db()
    assert b1_asked.decision == Decision.PENDING


def test_wrong_passwords_at_the_counter_lock_the_number_not_the_clerk(mall, sign_in, b1_asked, settings):
    client = sign_in(mall.clerk)
    codes = [at_counter(client, b1_asked, "2001", "wrong") for _n in range(settings.AXES_FAILURE_LIMIT)]
    assert {page.status_code for page in codes} == {422}
    page = at_counter(client, b1_asked, "2001", PASSWORD)
    assert 'data-refused="locked_out"' in page.content.decode()
    assert client.get("/approvals/list/").status_code == 200


def test_a_second_factor_is_asked_at_the_counter_too(mall, sign_in, settings):
    settings.SECOND_FACTOR = True
    _, (row,) = mall.paper([Asked(Role.FINANCE)])
    page = at_counter(sign_in(mall.clerk), row, "3001")
    assert 'data-refused="code_wrong"' in page.content.decode()


def test_a_code_of_the_second_factor_counts_once(mall, sign_in, settings):
    settings.SECOND_FACTOR = True
    device = TOTPDevice.objects.create(user=mall.finance, name="phone", confirmed=True)
    rows = [mall.paper([Asked(Role.FINANCE)])[1][0] for _n in range(2)]
    code = f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"
    client = sign_in(mall.clerk)
    assert at_counter(client, rows[0], "3001", code=code).status_code == 302
    page = at_counter(client, rows[1], "3001", code=code)
    assert 'data-refused="code_wrong"' in page.content.decode()
    assert [Approval.objects.get(pk=row.pk).decision for row in rows] == ["approved", "pending"]


def test_the_list_filters(mall, sign_in, b1_asked):
    document, _rows = mall.paper([Asked(Role.FINANCE)], by=mall.desk)
    client = sign_in(mall.clerk)
    url = "/approvals/list/"
    assert len(client.get(url).context["found"]) == 2
    assert [r.role for r in client.get(url, {"role": "finance"}).context["found"]] == ["finance"]
    assert [r.pk for r in client.get(url, {"mine": "asked"}).context["found"]] == [b1_asked.pk]
    found = client.get(url, {"q": document.number}).context["found"]
    assert [r.document for r in found] == [document]
    assert len(client.get(url, {"decision": "rejected"}).context["found"]) == 0


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("url", ["/approvals/", "/approvals/list/"])
def test_pages_ask_the_database_as_often_for_six_as_for_one(mall, sign_in, url):
    client = sign_in(mall.desk)
    client.get("/")  # a session's first page asks more
    counts = []
    for rows in (1, 5):
        for _n in range(rows):
            mall.paper([Asked(Role.DESK_SUPERVISOR)])
        counts.append(queries_of(client, url))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def deputy_data(mall, **more):
    posting = Posting.objects.get(staff=mall.floor_b1)
    data = {"request_key": str(uuid4()), "posting": posting.pk, "deputy": mall.clerk.pk}
    return data | {"starts": "2026-11-21", "ends": "2026-11-22"} | more


def test_the_store_manager_names_a_deputy_who_then_decides(mall, sign_in):
    client = sign_in(mall.manager)
    assert client.post("/approvals/deputies/", deputy_data(mall)).status_code == 302
    made = Posting.objects.get(deputy_for=mall.floor_b1)
    assert (made.staff, made.floor, made.named_by) == (mall.clerk, mall.b1, mall.manager)
    _, (row,) = mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1)], by=mall.desk)
    from deskops.org.access import access_of

    from .conftest import NOW

    clerk = access_of(mall.clerk, today=made.starts)
    assert [r.pk for r in queries.inbox(clerk, NOW)] == [row.pk]
    end = reverse("approvals:end_deputy", args=[made.pk])
    assert client.post(end, {"request_key": str(uuid4())}).status_code == 302
    made.refresh_from_db()
    assert made.ends == made.starts


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"starts": "2026-11-20"}, "deputy_days"),
        ({"ends": "2026-11-20"}, "deputy_days"),
        ({"ends": "2027-03-01"}, "deputy_days"),
    ],
)
def test_deputies_are_named_for_days_that_make_sense(mall, sign_in, more, code):
    page = sign_in(mall.manager).post("/approvals/deputies/", deputy_data(mall, **more))
    assert (page.status_code, page.context["form"].refused.code) == (422, code)
    assert not Posting.objects.filter(deputy_for__isnull=False).exists()


def test_nobody_is_their_own_deputy_nor_named_twice(mall, sign_in):
    client = sign_in(mall.manager)
    page = client.post("/approvals/deputies/", deputy_data(mall, deputy=mall.floor_b1.pk))
    assert page.context["form"].refused.code == "no_deputy"
    client.post("/approvals/deputies/", deputy_data(mall))
    page = client.post("/approvals/deputies/", deputy_data(mall))
    assert page.context["form"].refused.code == "deputy_twice"


@pytest.mark.parametrize("who", ["clerk", "desk", "finance", "floor_b1"])
def test_only_the_store_manager_names_deputies(mall, sign_in, who):
    assert sign_in(mall.people[who]).post("/approvals/deputies/", deputy_data(mall)).status_code == 403
