"""A till of the POS with its key, and a line of the bank."""

from datetime import timedelta
from uuid import uuid4

from deskops.pos.services import connect_till, make_key
from refunds.models import BankFile, BankLine

from . import Here


def pks(here: Here) -> dict[str, int]:
    """By URL's name or what it begins with."""
    by, now, store = here.desk.supervisor, here.now, here.desk.store
    till = connect_till(request_key=uuid4(), by=by, store=store, now=now, code="03", name="收银机 03")
    made = make_key(request_key=uuid4(), by=by, now=now, till_id=till.pk)
    day = store.business_date(now)
    line = BankLine.objects.create(
        file=BankFile.objects.create(name="银联.csv", sha256="0" * 64, staff=here.desk.finance, at=now),
        store=store,
        serial="9001",
        reference="000000000001",
        trade_date=day - timedelta(days=2),
        amount=1,
        settled_on=day,
    )
    return {"pos:": till.pk, "pos:revoke": made.key.pk, "refunds:bank_line": line.pk}
