"""The desk supervisor sees what differs from the POS and settles it; the clerk sees what is not verified."""

from uuid import uuid4

import pytest
from django.urls import reverse

from deskops.core.shell import PANELS
from deskops.org.access import access_of
from deskops.org.models import Role
from refunds.models import Purchase
from tests.factories.org import make_store
from tests.factories.refunds import make_purchase, make_receipt, make_refund
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db
State = Purchase.State
LIST = "refunds:purchases"


@pytest.fixture
def mismatch(desk):
    receipt = make_receipt(desk.store, paid={"cash": "150.00", "wechat": "50.00"})
    words = "Cash: on the paper 200.00, in the file 150.00；WeChat Pay: on the paper 0.00, in the file 50.00"
    purchase = make_purchase(
        desk.store, by=desk.clerk, typed=True, state=State.MISMATCH, receipt_id=receipt.pk, mismatch=words
    )
    make_refund(purchase, by=desk.clerk)
    return purchase


def test_two_lists_what_differs_and_what_waits(desk, mismatch, signed_in):
    waits = make_purchase(desk.store, by=desk.clerk, typed=True, number="1")
    make_purchase(desk.store, by=desk.clerk, number="2")
    make_purchase(make_store("S2"), by=desk.clerk, typed=True, number="3")
    client = signed_in(desk.clerk, NOW)
    assert list(client.get(reverse(LIST)).context["found"]) == [mismatch]
    assert list(client.get(reverse(LIST) + "?unverified").context["found"]) == [waits]


def test_the_list_costs_the_same_however_long(desk, mismatch, signed_in, django_assert_num_queries):
    client = signed_in(desk.supervisor, NOW)
    client.get(reverse(LIST))
    with django_assert_num_queries(8):
        client.get(reverse(LIST))
    for n in range(5):
        differs = {"state": State.MISMATCH, "receipt_id": 1, "mismatch": "x"}
        make_refund(
            make_purchase(desk.store, by=desk.clerk, typed=True, number=f"{n}", **differs), by=desk.clerk
        )
    with django_assert_num_queries(8):
        assert len(client.get(reverse(LIST)).context["found"]) == 6


def test_paper_and_file_stand_side_by_side(desk, mismatch, signed_in, django_assert_num_queries):
    client, url = signed_in(desk.supervisor, NOW), reverse("refunds:purchase", args=[mismatch.pk])
    client.get(url)
    with django_assert_num_queries(15):
        page = client.get(url)
    paper, file = page.context["sides"]
    assert [amount for _name, amount in paper.paid] == [200]
    assert [amount for _name, amount in file.paid] == [150, 50]
    assert len(page.context["differs"]) == 2
    assert page.context["may_settle"] is True


def test_the_supervisor_settles_it(desk, mismatch, signed_in):
    client, url = signed_in(desk.supervisor, NOW), reverse("refunds:purchase", args=[mismatch.pk])
    assert client.post(url, {"request_key": uuid4(), "how": ""}).status_code == 422
    done = client.post(url, {"request_key": uuid4(), "how": "收银误录微信，现金50已补退微信"})
    assert (done.status_code, done["Location"]) == (302, reverse(LIST))
    mismatch.refresh_from_db()
    assert (mismatch.state, mismatch.settled_by) == (State.SETTLED, desk.supervisor)
    page = client.get(url)
    assert (page.status_code, page.context["may_settle"]) == (200, False)


@pytest.mark.parametrize("who", ["clerk", "finance"])
def test_nobody_else_settles_it(desk, mismatch, signed_in, who):
    client, url = signed_in(getattr(desk, who), NOW), reverse("refunds:purchase", args=[mismatch.pk])
    assert client.get(url).context["may_settle"] is False
    assert client.post(url, {"request_key": uuid4(), "how": "x"}).status_code == 403
    mismatch.refresh_from_db()
    assert mismatch.state == State.MISMATCH


def test_another_stores_is_not_there(desk, signed_in):
    elsewhere = make_purchase(make_store("S2"), by=desk.clerk, typed=True)
    url = reverse("refunds:purchase", args=[elsewhere.pk])
    assert signed_in(desk.supervisor, NOW).get(url).status_code == 404


def test_it_stands_on_the_supervisors_first_page(desk, mismatch):
    panel = PANELS.get("refunds/panel_mismatches.html")
    shown = panel.context(access_of(desk.supervisor, today=DAY), NOW)
    assert shown == {"rows": [mismatch]}
    assert panel.roles == {Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER}
    mismatch.state = State.VERIFIED
    mismatch.mismatch = ""
    mismatch.save()
    assert panel.context(access_of(desk.supervisor, today=DAY), NOW) is None


def test_the_refunds_page_says_what_differs_and_leads_there(desk, mismatch, signed_in):
    url = reverse("refunds:refund", args=[mismatch.refunds.get().pk])
    page = signed_in(desk.clerk, NOW).get(url).text
    assert "in the file 150.00" in page
    assert reverse("refunds:purchase", args=[mismatch.pk]) in page
