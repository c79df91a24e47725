"""A till of the POS with its key."""

from uuid import uuid4

from deskops.pos.services import connect_till, make_key

from . import Here


def pks(here: Here) -> dict[str, int]:
    """By URL's name or what it begins with."""
    by, now = here.desk.supervisor, here.now
    till = connect_till(
        request_key=uuid4(), by=by, store=here.desk.store, now=now, code="03", name="收银机 03"
    )
    made = make_key(request_key=uuid4(), by=by, now=now, till_id=till.pk)
    return {"pos:": till.pk, "pos:revoke": made.key.pk}
