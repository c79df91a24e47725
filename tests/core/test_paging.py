"""Long lists show their latest rows and say so; counting them is bounded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskops.core.pages import LatestPaginator
from deskops.org.models import Store
from tests.factories.org import make_store

pytestmark = pytest.mark.django_db


class Two(LatestPaginator[Store]):
    most = 2


@pytest.mark.parametrize(("stores", "count", "has_more"), [(1, 1, False), (2, 2, True), (3, 2, True)])
def test_no_more_than_the_latest_are_counted_and_reached(stores, count, has_more):
    for number in range(stores):
        make_store(f"S{number}")
    pages = Two(Store.objects.filter(code__startswith="S").order_by("-pk"), 1)
    with CaptureQueriesContext(connection) as captured:
        assert (pages.count, pages.num_pages, pages.has_more) == (count, count, has_more)
    assert [query["sql"].count("LIMIT 2") for query in captured.captured_queries] == [1]
    assert [store.code for store in pages.get_page(9)] == [f"S{stores - count}"]
