"""How many statements a refund takes: a step of its recipe, and its page's reading."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from refunds.queries.page import page_of, refunds
from refunds.services.paying import record_step
from tests.factories.org import NOW
from tests.factories.paying import make_mall, money_of, walk
from tests.factories.refunding import RICE, SCARF, make_approved, make_asked, make_draft, make_receipt

MIXED = {"cash": "40.00", "bank_card": "29.44"}


def test_a_step_takes_few_queries(proved, django_assert_num_queries):
    money = money_of(proved.approved(RICE), "cash")
    walk(money, proved.clerk, upto=2)
    asked = {"by": proved.clerk, "now": NOW, "money_id": money.pk}
    with django_assert_num_queries(16):
        record_step(request_key=uuid4(), position=3, **asked)
    walk(money, proved.clerk, upto=8)
    with django_assert_num_queries(39):
        record_step(request_key=uuid4(), position=9, **asked)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "queries"),
    [(make_draft, 5), (make_asked, 5), (make_approved, 7)],
)
def test_a_refund_is_read_in_few_queries(django_assert_num_queries, made, queries):
    now = timezone.now()
    mall = make_mall(now=now)
    bought_at = now - timedelta(days=1)
    receipt = make_receipt(mall.store, RICE, SCARF, bought_at=bought_at, paid=MIXED)
    more = {"supervisors": mall.floors} if made is make_approved else {}
    refund = made(receipt, mall.clerk, now=now, **more)
    found = refunds().get(pk=refund.pk)
    with django_assert_num_queries(queries):
        page_of(found, at="", now=now)
