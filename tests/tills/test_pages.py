"""The counter's pages: what they show when, to whom, and in how many queries."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from deskops.tills.models import Shift, Till
from deskops.tills.rules import face_field
from deskops.tills.services import make_till
from tests.factories.tills import make_desk, open_till, stock_till

from .conftest import pay

yuan = Decimal


@pytest.fixture
def now(monkeypatch):
    """The clock of requests: 10:00 in Shanghai of the factories' day."""
    moment = datetime.fromisoformat("2026-11-20T02:00:00+00:00")
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def as_clerk(client, desk, now):
    client.force_login(desk.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def pieces(**faces: int) -> dict[str, str]:
    return {face_field(yuan(name[1:])): str(number) for name, number in faces.items()}


def test_a_shift_from_page_to_page(as_clerk, desk):
    till = make_till(store=desk.store, code="A1", name="一号台", float_amount=yuan("200"), has_pos=True)
    stock_till(till, yuan("200.00"), desk.clerk)
    opened = as_clerk.post(
        reverse("tills:open", args=[till.pk]), {"request_key": uuid4(), "reason": "", **pieces(f100=2)}
    )
    shift = Shift.objects.get()
    assert opened.headers["Location"] == reverse("tills:shift", args=[shift.pk])
    assert as_clerk.get(reverse("tills:mine")).headers["Location"] == opened.headers["Location"]

    counted = as_clerk.post(
        reverse("tills:count", args=[shift.pk]), {"request_key": uuid4(), **pieces(f100=3, f1=1)}
    )
    assert counted.headers["Location"] == reverse("tills:pos", args=[shift.pk])
    read = as_clerk.post(reverse("tills:pos", args=[shift.pk]), {"request_key": uuid4(), "total": "100"})
    assert read.headers["Location"] == reverse("tills:close", args=[shift.pk])
    shown = as_clerk.get(read.headers["Location"])
    assert shown.context["form"].initial == {}
    assert shown.context["form"].fields["face_100"].initial == 1

    url, form = reverse("tills:close", args=[shift.pk]), {"request_key": uuid4(), **pieces(f100=1, f1=1)}
    refused = as_clerk.post(url, form)
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    closed = as_clerk.post(url, {**form, "reason": "顾客未取零钱"})
    assert closed.headers["Location"] == reverse("tills:shift", args=[shift.pk])
    shift.refresh_from_db()
    assert (shift.state, shift.difference, shift.left) == ("closed", yuan("1.00"), yuan("200.00"))
    difference = shift.differences.get()
    page = as_clerk.get(reverse("tills:difference", args=[difference.pk]))
    assert "顾客未取零钱" in page.content.decode()


def test_a_difference_at_opening_comes_back_with_what_was_typed(as_clerk, desk):
    till = make_till(store=desk.store, code="A1", name="一号台")
    answer = as_clerk.post(reverse("tills:open", args=[till.pk]), {"request_key": uuid4(), **pieces(f100=2)})
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "till_difference")
    assert 'value="2"' in answer.content.decode()


@pytest.mark.parametrize("name", ["tills:shift", "tills:count"])
def test_what_should_be_there_is_not_sent_before_the_count(as_clerk, desk, name):
    shift = open_till(desk.store, desk.clerk, yuan("517.00"))
    for _ in range(3):
        pay(desk, "11.10")
    text = as_clerk.get(reverse(name, args=[shift.pk])).content.decode()
    assert "550.30" not in text
    assert "33.30" not in text


def test_pages_of_another_store_do_not_exist(as_clerk, desk):
    other = make_desk("S2")
    shift = open_till(other.store, other.clerk)
    for name in ("shift", "count", "pos", "close"):
        assert as_clerk.get(reverse(f"tills:{name}", args=[shift.pk])).status_code == 404
    assert as_clerk.get(reverse("tills:open", args=[shift.till_id])).status_code == 404
    assert as_clerk.get(reverse("tills:document", args=[shift.document_id])).status_code == 404


def test_a_colleague_sees_the_shift_but_counts_nothing(client, desk, now):
    shift = open_till(desk.store, desk.clerk)
    client.force_login(desk.second, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("tills:count", args=[shift.pk])
    assert client.get(url).headers["Location"] == reverse("tills:shift", args=[shift.pk])
    answer = client.post(url, {"request_key": uuid4(), **pieces(f100=5)})
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "not_your_till")


def test_finance_reads_and_does_not_act(client, desk, now, settings):
    settings.SECOND_FACTOR = False
    shift = open_till(desk.store, desk.clerk)
    client.force_login(desk.finance, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("tills:tills")).status_code == 200
    assert client.get(reverse("tills:shift", args=[shift.pk])).status_code == 200
    assert client.get(reverse("tills:count", args=[shift.pk])).status_code == 403
    assert client.post(reverse("tills:count", args=[shift.pk]), {}).status_code == 403


def test_the_shift_page_asks_the_same_however_much_happened(as_clerk, desk, django_assert_num_queries):
    shift = open_till(desk.store, desk.clerk)
    url = reverse("tills:shift", args=[shift.pk])
    for _ in range(2):
        pay(desk, "10.00")
    as_clerk.get(url)
    with django_assert_num_queries(11):
        as_clerk.get(url)
    for _ in range(15):
        pay(desk, "10.00")
    with django_assert_num_queries(11):
        as_clerk.get(url)


def test_the_list_of_tills_asks_the_same_however_many(as_clerk, desk, django_assert_num_queries):
    open_till(desk.store, desk.clerk)
    as_clerk.get(reverse("tills:tills"))
    with django_assert_num_queries(8):
        as_clerk.get(reverse("tills:tills"))
    open_till(desk.store, desk.second, code="A2")
    assert Till.objects.count() == 2
    with django_assert_num_queries(8):
        as_clerk.get(reverse("tills:tills"))
