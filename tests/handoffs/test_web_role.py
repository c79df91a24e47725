"""The web's role can do all acts of handoffs and approvals, and change no policy and no export."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from deskops.handoffs import services
from deskops.handoffs.models import State
from deskops.handoffs.services import Agreed, Found
from tests.factories.handoffs import picture
from tests.factories.org import NOW


def test_all_acts_are_within_its_rights(desk, web_role):
    made = desk.draft("t_takings")
    common = {"handoff_id": made.pk, "now": NOW}
    services.refresh(request_key=uuid4(), by=desk.clerk, **common)
    services.send(request_key=uuid4(), by=desk.clerk, **common)
    found = {1: Found(Decimal("1.00"), reason="少")}
    services.find(request_key=uuid4(), by=desk.finance, found=found, **common)
    services.dispute(request_key=uuid4(), by=desk.finance, **common)
    agreed = {1: Agreed("按实收", Decimal("1.00"))}
    services.settle(request_key=uuid4(), by=desk.clerk, agreed=agreed, **common)
    image = picture(desk.finance)
    done = services.receive(
        request_key=uuid4(), by=desk.finance, receipt_number="S-1", receipt_image=image, **common
    )
    assert done.state == State.RECEIVED


@pytest.mark.parametrize("table", ["clocks_policy", "handoffs_export", "handoffs_handoffevent"])
def test_what_only_grows_is_not_changed(desk, web_role, table):
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
