"""The pages on which cards are stopped and replaced open for every state of a card."""

from uuid import uuid4

import pytest

from cards.services import freeze, report_lost
from tests.factories.cards import sell, stored_number
from tests.factories.members import card_of


@pytest.fixture
def sold(counter, client):
    client.force_login(counter.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return sell(counter.member, **counter.here).value


@pytest.mark.parametrize("page", ["", "freeze/", "lost/", "replace/", "statement/"])
@pytest.mark.parametrize("stop", [None, freeze, report_lost])
def test_each_page_of_a_card_opens_whatever_its_state(counter, client, sold, page, stop):
    why = {"reason": "挂起"} if stop is freeze else {"identified_by": "身份证原件已核"}
    if stop:
        stop(request_key=uuid4(), number=stored_number(1), **counter.here, **why)
    assert client.get(f"/cards/{sold.pk}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["lost/", "replace/"])
def test_each_page_of_a_lost_member_card_opens(counter, client, sold, page):
    card = card_of(counter.member)
    assert client.get(f"/cards/members/{card.pk}/{page}").status_code == 200


@pytest.mark.parametrize(
    ("page", "waits_in"),
    [
        ("top-up/", "card_number"),
        ("redeem/", "card_number"),
        ("top-up/?card={pk}", "amount"),
    ],
)
def test_the_cursor_waits_for_the_card_or_else_for_the_amount(client, sold, page, waits_in):
    form = client.get("/cards/" + page.format(pk=sold.pk)).context["form"]
    fields = [name for name, field in form.fields.items() if field.widget.attrs.get("autofocus")]
    assert fields == [waits_in]
