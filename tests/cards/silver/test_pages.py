"""The pages of a tier's plastic and of collected cards."""

from uuid import uuid4

import pytest

from cards.models import CardAct, Destruction
from members.models import Tier
from members.services.tiers import set_tiers
from tests.factories.members import card_of, make_member
from tests.factories.org import PASSWORD
from tests.factories.tills import DAY

from .test_changing import NEW, SEEN, change, of_tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver(counter, client):
    client.force_login(counter.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return of_tier(counter.member, "silver", counter.clerk)


def test_the_member_page_reminds_of_the_card_until_it_is_changed(counter, client, silver):
    page = client.get(f"/members/{silver.pk}/").content.decode()
    assert f"/cards/members/{silver.pk}/tier/" in page
    assert client.get(f"/cards/members/{silver.pk}/tier/").status_code == 200
    posted = {
        "request_key": uuid4(),
        "identified_by": SEEN,
        "new_number": NEW,
        "original": "collected",
        "tender": "cash",
    }
    answer = client.post(f"/cards/members/{silver.pk}/tier/", posted)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert f"/cards/members/{silver.pk}/tier/" not in client.get(f"/members/{silver.pk}/").content.decode()
    assert client.get(f"/cards/members/{silver.pk}/tier/").status_code == 404


def test_collected_cards_are_destroyed_on_their_page(counter, client, silver):
    made = change(counter)
    page = client.get("/cards/collected/").content.decode()
    assert made.document.number in page
    posted = {"request_key": uuid4(), "counted": "1", "number": counter.desk.supervisor.number}
    assert client.post("/cards/collected/", {**posted, "password": "wrong"}).status_code == 422
    answer = client.post("/cards/collected/", {**posted, "password": PASSWORD})
    assert answer.status_code == 302
    destruction = Destruction.objects.get()
    shown = client.get(answer["Location"]).content.decode()
    assert destruction.document.number in shown
    paper = client.post(f"/papers/{destruction.document.number}/")
    assert paper.status_code in (200, 302, 405)


def test_the_pages_keep_to_their_queries(counter, client, silver, django_assert_max_num_queries):
    people = [make_member(n, store=counter.store, by=counter.clerk) for n in range(2, 8)]
    tier = Tier.objects.get(code="silver")
    set_tiers({one.pk: tier for one in people}, starts=DAY, source="名单", by=counter.clerk)
    for n, one in enumerate(people):
        counter.member = one
        change(counter, new=f"990000001{n}")
    assert card_of(people[0]).silver
    assert CardAct.objects.count() == 6
    with django_assert_max_num_queries(15):
        client.get("/cards/collected/")
    with django_assert_max_num_queries(15):
        client.get(f"/cards/members/{silver.pk}/tier/")
