"""A day at a till with the rights of the web's role, and what that role may not do."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from deskops.tills.services import file_day_sheet, hand_over
from tests.factories.tills import DAY, NOW

from .conftest import close_till, pay


def test_the_web_lives_through_a_day(shift, desk, web_role):
    pay(desk, "41.66")
    pay(desk, "88.00", "bank_card", slip="1")
    closed = close_till(shift, desk.clerk, "542.00", takings="42.00", reason="多三角")
    later = NOW + timedelta(hours=9)
    following = hand_over(
        shift=closed, to=desk.second, pieces={Decimal(100): 5}, by=desk.clerk, now=later, request_key=uuid4()
    )
    close_till(following, desk.second, "500.00")
    file_day_sheet(till=shift.till, business_date=DAY, by=desk.second, now=later, request_key=uuid4())


@pytest.mark.parametrize("table", ["count", "countline", "posreading", "payment", "daysheet", "daysheettick"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_web_changes_nothing_that_was_written_down(desk, web_role, table, statement):
    if table == "daysheet":
        statement = statement.replace("id = id", "till_id = till_id")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(f"tills_{table}"))
