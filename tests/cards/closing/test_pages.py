"""The pages on which a card is closed and paid out, and their papers."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from cards.closing.rules import Cause
from cards.closing.services import pay_out
from cards.models import Closing
from deskops.papers.services import print_paper
from tests.cards.closing.conftest import NUMBER, SEEN, close
from tests.factories.org import PASSWORD
from tests.factories.tills import NOW
from tests.papers.reading import overlaps
from tests.papers.reading import text as text_of

pytestmark = pytest.mark.django_db


def signed_in(staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(**more):
    return {
        "request_key": uuid4(),
        "cause": "consumer",
        "shown": "500.00",
        "identified_by": SEEN,
        "way": "bank",
        "bank": "工商银行",
        "account_number": "6222021612004321",
        "signature_on_paper": "on",
        **more,
    }


def test_a_card_is_closed_on_its_page_and_the_lines_change_with_the_cause(counter, sold):
    client = signed_in(counter.clerk)
    url = f"/cards/{sold.pk}/close/"
    assert url in client.get(f"/cards/{sold.pk}/").content.decode()
    assert "法释〔2025〕4号第十九条" in client.get(url).content.decode()
    part = client.get(f"{url}?cause=merchant", headers={"HX-Request": "true"}).content.decode()
    assert ("第十八条" in part, "第十九条" in part, "<html" in part) == (True, False, False)
    assert client.post(url, asked(shown="499.00")).status_code == 422
    assert client.post(url, asked(way="cash")).status_code == 422
    assert client.post(url, asked(cause="merchant")).status_code == 422
    answer = client.post(url, asked())
    made = Closing.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cards/closings/{made.pk}/")
    page = client.get(answer["Location"]).content.decode()
    assert "6222021612004321" not in page
    assert made.document.number in client.get("/cards/closings/").content.decode()
    assert url not in client.get(f"/cards/{sold.pk}/").content.decode()


def test_the_supervisor_confirms_the_cause_at_the_clerks_screen(counter, sold):
    client, url = signed_in(counter.clerk), f"/cards/{sold.pk}/close/"
    who = {"cause": "neither", "number": counter.desk.supervisor.number}
    assert client.post(url, asked(**who, password="wrong")).status_code == 422
    assert client.post(url, asked(**who, password=PASSWORD)).status_code == 302
    assert Closing.objects.get().agreed_by == counter.desk.supervisor


def test_finance_pays_out_on_the_page_a_clerk_may_not(counter, sold):
    made = close(counter)
    url = f"/cards/closings/{made.pk}/"
    assert (
        signed_in(counter.clerk).post(url, {"request_key": uuid4(), "bank_reference": "1"}).status_code == 403
    )
    finance = signed_in(counter.desk.finance)
    assert "6222021612004321" in finance.get(url).content.decode()
    paid = finance.post(url, {"request_key": uuid4(), "bank_reference": "ICBC1"})
    assert (paid.status_code, Closing.objects.get().state) == (302, "paid")
    assert finance.get(url).status_code == 200
    assert made.document.number not in finance.get("/cards/closings/").content.decode()
    assert made.document.number in finance.get("/cards/closings/?all=1").content.decode()


def test_the_papers_say_each_line_and_never_a_whole_account(counter, sold):
    made = close(counter, cause=Cause.MERCHANT, agreed_by=counter.desk.supervisor)
    paid = pay_out(
        request_key=uuid4(),
        by=counter.desk.finance,
        now=datetime(2026, 12, 1, 2, tzinfo=UTC),
        closing_id=made.pk,
        bank_reference="ICBC-9",
    )
    for document, says in (
        (made.document, ["第十八条", "500.00", "…4321", "3.00"]),
        (paid.payout, ["ICBC-9", "500.45", "…4321"]),
    ):
        done = print_paper(document=document, by=counter.clerk, now=NOW, request_key=uuid4(), language="en")
        text = text_of(done.pdf)
        assert (overlaps(done.pdf), done.record.missing) == ([], "")
        assert [word for word in says if word not in text] == []
        assert "6222021612004321" not in text
        assert NUMBER not in text


def test_the_pages_keep_to_their_queries(counter, sold, django_assert_max_num_queries):
    client = signed_in(counter.clerk)
    with django_assert_max_num_queries(15):
        client.get(f"/cards/{sold.pk}/close/")
    made = close(counter)
    for url in ("/cards/closings/", f"/cards/closings/{made.pk}/"):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200
