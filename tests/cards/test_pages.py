"""The pages on which cards are stopped and replaced open for every state of a card."""

from datetime import date
from uuid import uuid4

import pytest

from cards.seeds import LIMIT
from cards.services import freeze, report_lost, report_member_card_lost
from deskops.core.models import Setting
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
@pytest.mark.parametrize("lost", [False, True])
def test_each_page_of_a_member_card_opens_lost_or_not(counter, client, sold, page, lost):
    card = card_of(counter.member)
    if lost:
        report_member_card_lost(
            request_key=uuid4(), number=card.number, identified_by="身份证原件已核", **counter.here
        )
    assert client.get(f"/cards/members/{card.member_id}/{page}").status_code == 200


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


def test_the_limit_told_is_the_limit_that_holds(counter, client):
    client.force_login(counter.clerk)
    sell_page = f"/cards/sell/?member={counter.member.pk}"
    assert "5,000.00" in client.get(sell_page).content.decode()
    Setting.objects.create(
        key=LIMIT,
        store=counter.store,
        starts=date(2020, 1, 1),
        value="3000.00",
        source="本店规定",
        set_by=counter.clerk,
    )
    page = client.get(sell_page).content.decode()
    assert "3,000.00" in page
    assert "5,000.00" not in page
