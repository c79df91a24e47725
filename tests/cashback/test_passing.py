"""A box from one clerk to the next: counted by the next, signed by both, nobody's in between."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cashback.models import Turn
from cashback.services import pass_box
from cashback.services.boxes import held
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff, State
from tests.cashback.test_month import proved
from tests.factories.cashback import PAID
from tests.factories.org import PASSWORD

D = Decimal


@pytest.fixture
def turn(month) -> Turn:
    """The clerk's turn, counted and closed: one line is paid, twenty yuan are left."""
    first, _second = month.paying("1000.00", "2000.00")
    turn = month.turn()
    month.pay(first, turn)
    return month.ended(turn)


def passed(month, turn, **more) -> Turn:
    how = {"request_key": uuid4(), "turn_id": turn.pk, "to": month.second, "pieces": held(turn.box)}
    return pass_box(**how | {"by": month.clerk, "now": PAID} | more)


def test_the_next_clerk_has_it_at_once_and_both_have_signed_for_each_face(month, turn):
    following = passed(month, turn)
    assert (following.clerk, following.state, following.opening) == (month.second, "open", D("20.00"))
    paper = Handoff.objects.get(kind="cashback_box")
    assert (paper.state, paper.sent_by, paper.received_by) == (State.RECEIVED, month.clerk, month.second)
    assert list(paper.lines.values_list("key", "quantity", "amount")) == [("20", 1, D("20.00"))]
    assert paper.document.origin_id == turn.pk
    second = month.cycle.lines.order_by("pk").last()
    month.pay(second, following)
    assert proved(month)["paid"] == (2, D("30.00"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda month: {"to": month.clerk}, "two_people"),
        (lambda month: {"pieces": {D(10): 2}}, "notes_differ"),
        (lambda month: {"pieces": {}}, "notes_differ"),
        (lambda month: {"by": month.second}, "not_your_box"),
    ],
)
def test_a_box_does_not_pass(month, turn, change, code):
    with pytest.raises(Refused) as refused:
        passed(month, turn, **change(month))
    assert refused.value.code == code
    assert not Handoff.objects.filter(kind="cashback_box").exists()
    assert Turn.objects.count() == 1


def test_an_open_box_and_one_that_a_colleague_has_do_not_pass(month, turn):
    following = passed(month, turn)
    with pytest.raises(Refused) as refused:
        passed(month, turn)
    assert refused.value.code == "box_taken"
    with pytest.raises(Refused) as refused:
        passed(month, following, to=month.clerk, by=month.second)
    assert refused.value.code == "turn_state"


def test_the_same_press_twice_passes_it_once(month, turn):
    key = uuid4()
    pieces = held(turn.box)
    assert passed(month, turn, request_key=key, pieces=pieces) == passed(
        month, turn, request_key=key, pieces=pieces
    )
    assert Turn.objects.count() == 2


def test_on_the_page_the_next_clerk_signs_with_number_and_password(
    month, turn, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("deskops.org.access.timezone.now", lambda: PAID)
    client = Client()
    client.force_login(month.clerk, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("cashback:hand_over", args=[turn.pk])
    assert address in client.get(reverse("cashback:turn", args=[turn.pk])).content.decode()
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200
    typed = {"request_key": str(uuid4()), "face_20": 1, "number": month.second.number}
    assert client.post(address, {**typed, "password": "wrong"}).status_code == 422
    assert client.post(address, {**typed, "password": PASSWORD}).status_code == 302
    assert Turn.objects.order_by("pk").last().clerk == month.second
    assert client.get(address).status_code == 302  # it has gone
