"""The pages of the cashback month: who sees what, how many queries, what a press does."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cashback.models import Call, Cycle, Payout, Turn
from cashback.services.boxes import held
from deskops.core.models import Job
from deskops.org.models import Staff
from tests.factories.cashback import PAID, make_month

D = Decimal
MOST = 15


@pytest.fixture(autouse=True)
def in_the_paying_days(monkeypatch):
    """Requests come on a day of payment."""
    monkeypatch.setattr("deskops.org.access.timezone.now", lambda: PAID)


def client_of(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_page_of_a_running_cycle_takes_few_queries(month, django_assert_max_num_queries):
    first, second = month.paying("1000.00", "2000.00")
    turn = month.turn()
    paid = month.pay(first, turn)
    cycle = month.cycle.pk
    pages = {
        month.clerk: [
            reverse("cashback:cycle", args=[cycle]),
            reverse("cashback:lines", args=[cycle]),
            reverse("cashback:calls", args=[cycle]),
            reverse("cashback:draw", args=[cycle]),
            reverse("cashback:find"),
            reverse("cashback:pay", args=[second.pk]),
            reverse("cashback:member", args=[second.member_id]) + "?all=1",
            reverse("cashback:payout", args=[paid.pk]),
            reverse("cashback:turn", args=[turn.pk]),
            reverse("cashback:exceptions", args=[cycle]),
            reverse("cashback:exception_new", args=[cycle]) + f"?member={second.member_id}",
        ],
        month.second: [reverse("cashback:box", args=[month.box().pk])],
        month.information: [
            reverse("cashback:cycle", args=[cycle]),
            reverse("cashback:making", args=[cycle]),
        ],
        month.finance: [
            reverse("cashback:cycle", args=[cycle]),
            reverse("cashback:draw", args=[cycle]),
            reverse("cashback:close", args=[cycle]),
            "/finance/reports/cashback/",
        ],
    }
    for staff, addresses in pages.items():
        client = client_of(staff)
        client.get(addresses[0])
        for address in addresses:
            with django_assert_max_num_queries(MOST):
                answer = client.get(address)
            assert answer.status_code == 200, address


def post(client: Client, name: str, pk: int, **typed) -> int:
    """Send a page's form with the request key that it showed."""
    return client.post(reverse(name, args=[pk]), {"request_key": str(uuid4()), **typed}).status_code


def test_the_counter_pays_through_the_page_and_refuses_it_twice(month):
    (line,) = month.paying("1000.00")
    client = client_of(month.clerk)
    box = month.box()
    assert post(client, "cashback:box", box.pk, face_10=1) == 302
    turn = Turn.objects.get()
    typed = {"identified": "id_card", "face_10": 1, "signature_on_paper": "on"}
    assert post(client, "cashback:pay", line.pk, **typed, collector_name="王小明") == 422
    assert post(client, "cashback:pay", line.pk, **typed) == 302
    assert Payout.objects.get().line_id == line.pk
    answer = client.post(reverse("cashback:pay", args=[line.pk]), typed)
    assert answer.status_code in (200, 422)
    assert Payout.objects.count() == 1
    assert held(box) == {}
    assert post(client, "cashback:turn", turn.pk) == 302
    assert post(client, "cashback:turn", turn.pk) == 302
    assert Turn.objects.get().state == Turn.State.CLOSED


def test_information_opens_and_asks_for_the_list_as_a_job(month):
    month.silver("1000.00")
    client = client_of(month.information)
    opened = client.get(reverse("cashback:current"))
    form = opened.context["opens"]
    answer = client.post(
        reverse("cashback:open"), {"request_key": form["request_key"].value(), "month": form["month"].value()}
    )
    cycle = Cycle.objects.get()
    assert answer["Location"] == reverse("cashback:making", args=[cycle.pk])
    assert post(client, "cashback:compute", cycle.pk) == 302
    job = Job.objects.get()
    assert (job.kind, job.params["cycle"]) == ("cashback.compute", cycle.pk)


def test_calls_are_noted_on_the_page(month):
    (line,) = month.paying("1000.00")
    client = client_of(month.clerk)
    assert post(client, "cashback:calls", month.cycle.pk) == 302
    assert post(client, "cashback:call", line.pk, result="reached", words="周日来领") == 302
    assert Call.objects.get().words == "周日来领"


def test_a_desk_of_another_store_sees_nothing_of_it(month):
    (line,) = month.paying("1000.00")
    stranger = client_of(make_month("S2").clerk)
    for name, pk in (("cycle", month.cycle.pk), ("pay", line.pk), ("box", month.box().pk)):
        assert stranger.get(reverse(f"cashback:{name}", args=[pk])).status_code == 404
