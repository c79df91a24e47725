"""A card sold long ago, and how it is closed."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from cards.closing.queries import offer
from cards.closing.rules import Cause
from cards.closing.services import ToAccount, close_card
from cards.models import StoredValue
from tests.factories.cards import TRANSFER, sell, stored_number
from tests.factories.tills import NOW

NUMBER = stored_number(1)
ACCOUNT = ToAccount("工商银行德州分行", "6222 0216 1200 4321")
SEEN = "居民身份证原件已核"
LONG_AGO = NOW - timedelta(days=40)


@pytest.fixture
def sold(counter):
    """500 yuan paid by transfer forty days ago."""
    here = {**counter.here, "now": LONG_AGO}
    return sell(counter.member, **here, amount="500.00", how="bank_transfer", details=TRANSFER).value


def shown_for(counter, cause=Cause.CONSUMER, now=NOW) -> Decimal:
    value = StoredValue.objects.select_related("principal", "bonus").get(cards__number=NUMBER)
    return offer(value, cause, store=counter.store, on=counter.store.business_date(now)).reckoning.due


def close(counter, *, cause=Cause.CONSUMER, **fields):
    asked = {
        "request_key": uuid4(),
        "number": NUMBER,
        "cause": cause,
        "shown": shown_for(counter, cause),
        "identified_by": SEEN,
        "account": ACCOUNT,
        **counter.here,
        **fields,
    }
    return close_card(**asked)
