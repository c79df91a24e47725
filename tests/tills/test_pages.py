"""The counter's pages: what they show when, to whom, and in how many queries."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deskops.handoffs.models import Handoff
from deskops.tills.models import DaySheet, Shift
from deskops.tills.rules import face_field
from deskops.tills.services import make_till
from tests.factories.org import PASSWORD
from tests.factories.tills import make_desk, open_till, stock_till

from .conftest import close_till, pay

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


@pytest.mark.parametrize("name", ["shift", "count", "day", "float", "tills"])
def test_what_should_be_there_is_not_sent_before_the_count(as_clerk, desk, name):
    shift = open_till(desk.store, desk.clerk, yuan("517.00"))
    for _ in range(3):
        pay(desk, "11.10")
    args = {"tills": [], "day": [shift.till_id], "float": [shift.till_id]}.get(name, [shift.pk])
    text = as_clerk.get(reverse(f"tills:{name}", args=args)).content.decode()
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


MOST_QUERIES = 15  # spec 7, pages; the frame around a page grows with every workflow


def queries_of(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_shift_page_asks_the_same_however_much_happened(as_clerk, desk):
    shift = open_till(desk.store, desk.clerk)
    url = reverse("tills:shift", args=[shift.pk])
    pay(desk, "10.00")
    as_clerk.get(url)
    few = queries_of(as_clerk, url)
    for _ in range(15):
        pay(desk, "10.00")
    assert few == queries_of(as_clerk, url) <= MOST_QUERIES


def test_the_list_of_tills_asks_the_same_however_many(as_clerk, desk):
    open_till(desk.store, desk.clerk)
    url = reverse("tills:tills")
    as_clerk.get(url)
    one = queries_of(as_clerk, url)
    open_till(desk.store, desk.second, code="A2")
    assert one == queries_of(as_clerk, url) <= MOST_QUERIES


def test_the_day_sheet_asks_the_same_however_much_happened(as_clerk, desk):
    shift = open_till(desk.store, desk.clerk)
    url = reverse("tills:day", args=[shift.till_id])
    pay(desk, "10.00")
    as_clerk.get(url)
    few = queries_of(as_clerk, url)
    pay(desk, "10.00", "bank_card", slip="1")
    assert few == queries_of(as_clerk, url) <= MOST_QUERIES


def signed_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_next_clerk_takes_over_at_the_counter(as_clerk, desk):
    shift = close_till(open_till(desk.store, desk.clerk), desk.clerk, "500.00")
    url = reverse("tills:hand_over", args=[shift.pk])
    assert as_clerk.get(url).context["left"] == {yuan("100.00"): 5}
    form = {"request_key": uuid4(), "number": desk.second.number, "password": "wrong", **pieces(f100=5)}
    refused = as_clerk.post(url, form)
    assert (refused.status_code, refused.context["form"].refused.code) == (422, "not_identified")
    assert "wrong" not in refused.content.decode()
    as_clerk.post(url, {**form, "password": PASSWORD})
    following = Shift.objects.get(came_from=shift)
    assert (following.clerk_id, following.state) == (desk.second.pk, "open")
    assert as_clerk.session["_auth_user_id"] == str(desk.clerk.pk)
    handed = Handoff.objects.get(kind="shift")
    assert as_clerk.get(reverse("tills:shift", args=[shift.pk])).context["handed"] == handed
    assert as_clerk.get(reverse("handoffs:page", args=[handed.pk])).status_code == 200


def test_finance_gives_float_and_the_desk_hands_some_in(client, desk, now, settings):
    settings.SECOND_FACTOR = False
    shift = open_till(desk.store, desk.clerk)
    url = reverse("tills:float", args=[shift.till_id])
    for person in (desk.finance, desk.clerk):
        answer = signed_in(client, person).post(url, {"request_key": uuid4(), **pieces(f50=2)})
        made = Handoff.objects.latest("pk")
        assert answer.headers["Location"] == reverse("handoffs:page", args=[made.pk])
    assert list(Handoff.objects.order_by("kind").values_list("kind", "state", "total_amount")) == [
        ("float_in", "sent", yuan("100.00")),
        ("float_out", "sent", yuan("100.00")),
    ]
    waiting = Handoff.objects.get(kind="float_out")
    shown = client.get(reverse("tills:shift", args=[shift.pk])).context["attention"]
    assert [one.url for one in shown] == [reverse("handoffs:page", args=[waiting.pk])]


def test_a_day_sheet_is_filed_and_ticked(client, desk, now, settings):
    settings.SECOND_FACTOR = False
    shift = open_till(desk.store, desk.clerk)
    day = reverse("tills:day", args=[shift.till_id])
    assert [part.code for part in signed_in(client, desk.clerk).get(day).context["sections"]] == []
    assert client.post(day, {"request_key": uuid4()}).context["form"].refused.code == "till_open"
    close_till(shift, desk.clerk, "500.00")
    assert [part.code for part in client.get(day).context["sections"]] == ["drawer", "papers"]
    filed = client.post(day, {"request_key": uuid4()})
    sheet = DaySheet.objects.get()
    assert filed.headers["Location"] == reverse("tills:sheet", args=[sheet.pk])
    assert client.post(filed.headers["Location"], {}).status_code == 403
    signed_in(client, desk.finance)
    client.post(filed.headers["Location"], {"request_key": uuid4(), "section": "drawer"})
    shown = client.get(filed.headers["Location"]).context["sections"]
    assert [tick.by_id if tick else None for _part, tick in shown] == [desk.finance.pk, None]
    assert client.get(reverse("tills:document", args=[sheet.pk])).headers["Location"] == reverse(
        "tills:sheet", args=[sheet.pk]
    )


@pytest.mark.parametrize("asked", ["2026-02-30", "gestern", "1"])
def test_a_day_that_is_none_does_not_exist(as_clerk, desk, asked):
    shift = open_till(desk.store, desk.clerk)
    url = reverse("tills:day", args=[shift.till_id])
    assert as_clerk.get(url, {"day": asked}).status_code == 404
