"""The pages of group orders and blank cards: in how many queries each opens, whatever there is."""

from uuid import uuid4

import pytest

from cards.group.services import request_return
from cards.stock.services import count_stock, spoil
from tests.factories.group import (
    decide_all,
    draw,
    grant,
    make_active,
    make_order,
    pay_for,
    span,
)
from tests.factories.tills import NOW

pytestmark = pytest.mark.django_db

MOST = 15


@pytest.fixture
def as_clerk(counter, client):
    client.force_login(counter.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def drawn(counter):
    draw(1, 300, store=counter.store, finance=counter.desk.finance, clerk=counter.clerk, now=NOW)


def in_few_queries(client, paths, most) -> None:
    for path in paths:
        with most(MOST, info=path):
            assert client.get(path).status_code == 200, path


def an_order(counter, acts, state):
    """An order of two faces, with its bonus, as far as a state."""
    here = {**acts, "store": counter.store}
    order = make_order(("500.00", 40), ("100.00", 5), **here)
    if state == "asked":
        return order
    decide_all(order.document, now=NOW)
    order.refresh_from_db()
    if state == "signed":
        return order
    pay_for(order, **acts, amount="10500.00")
    pay_for(order, **acts, amount="10000.00")
    if state == "paid":
        return order
    make_active(order, **acts)
    if state == "done":
        grant(order, **acts, finance=counter.desk.finance)
    return order


@pytest.mark.parametrize(
    ("state", "further"),
    [
        ("asked", ["correct/", "cancel/"]),
        ("signed", ["pay/", "cancel/"]),
        ("paid", ["activate/", "give-back/"]),
        ("active", ["give-back/"]),
        ("done", ["give-back/"]),
    ],
)
def test_an_order_opens_in_few_queries(
    counter, acts, as_clerk, drawn, state, further, django_assert_max_num_queries
):
    order = an_order(counter, acts, state)
    url = f"/cards/group/{order.pk}/"
    in_few_queries(as_clerk, [url, *(url + one for one in further)], django_assert_max_num_queries)


def test_the_list_and_the_other_pages(counter, acts, as_clerk, drawn, django_assert_max_num_queries):
    for _each in range(8):
        make_order(**counter.here)
    order = an_order(counter, acts, "done")
    made = request_return(
        request_key=uuid4(), **acts, order_id=order.pk, reason="未发放", ranges=[*span(1, 2), *span(41, 1)]
    )
    identity = order.identities.earliest("pk")
    paths = ["/cards/group/", "/cards/group/?box=all&q=和安县", "/cards/group/new/"]
    paths += [f"/cards/group/returns/{made.pk}/", f"/cards/group/identities/{identity.pk}/"]
    in_few_queries(as_clerk, paths, django_assert_max_num_queries)
    decide_all(made.document, now=NOW)
    in_few_queries(as_clerk, [paths[3], f"/cards/group/{order.pk}/"], django_assert_max_num_queries)


def test_blank_cards(counter, as_clerk, drawn, django_assert_max_num_queries):
    for number in range(3, 40, 3):
        paper = spoil(request_key=uuid4(), **counter.here, ranges=span(number, 1), reason="折弯")
    count = count_stock(request_key=uuid4(), **counter.here, pieces=286, missing=span(50, 1), reason="少一张")
    paths = ["/cards/stock/", "/cards/stock/spoil/", "/cards/stock/count/"]
    paths += [f"/cards/stock/papers/{paper.pk}/", f"/cards/stock/papers/{count.pk}/"]
    in_few_queries(as_clerk, paths, django_assert_max_num_queries)
